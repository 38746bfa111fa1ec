import { describe, expect, it } from 'vitest';
import { isSecretsFile } from '../../../src/project/secretsFile';

describe('a file that holds secrets', () => {
  it.each([
    '.env',
    'app/.env.production',
    'PROD.ENV',
    '.env-staging',
    'prod.env.local',
    'infra/terraform.tfstate',
    'terraform.tfstate.backup',
    'tls/server.key',
    'server.pem',
    '/home/me/.ssh/config',
    '/home/me/.ssh/id_ed25519',
    'id_rsa',
    '.npmrc',
    '.aws/credentials',
    'config/secrets.yml',
    'secret.json',
    'my.secret.yaml',
    'infra/prod.tfvars',
  ])('%s is one', (path) => {
    expect(isSecretsFile(path)).toBe(true);
  });

  it.each([
    'src/env.ts',
    '.env.example',
    '.env-sample',
    'environment.ts',
    'src/keyboard.ts',
    'secrets.ts',
    'id_rsa.pub',
    'monkey.tsx',
    'README.md',
  ])('%s is none', (path) => {
    expect(isSecretsFile(path)).toBe(false);
  });
});
