import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckReport } from '../../src/compliance/report';
import { clone, licit } from './licit';

it('Licit passes its own check, shipped with the built-in model in a commercial project', async () => {
  const run = await licit(['check', '.', '--project', 'commercial', '--use', 'ship', '--fail-on', 'review', '--json']);
  const { findings, coverage } = JSON.parse(run.stdout) as CheckReport;
  const inTheWay = findings.filter(({ counts, verdict }) => counts && (verdict === 'review' || verdict === 'denied'));
  expect(inTheWay.map(({ file, range, message }) => `${file}:${range?.startLine ?? 1} ${message}`)).toEqual([]);
  expect(run.code).toBe(0);
  expect(findings.find(({ file }) => file.startsWith('builtin/') && file.endsWith('.gguf'))).toMatchObject({
    resolved: 'licit/licit-mini-ts',
    verdict: 'allowed',
  });
  // What is hidden from the check is texts about models, and nothing that runs or ships.
  const hidden = coverage.skipped.filter(({ reason }) => reason === '.licitignore').map(({ file }) => file);
  expect(
    hidden.filter((file) => !/^(?:examples\/|docs\/|test\/fixtures\/|\.cache\/|model-registry\.json$)/.test(file)),
  ).toEqual([]);
});

// Which optional packages npm installs, and with them which texts are at hand, depends on the platform.
it.runIf(process.platform === 'linux' && process.arch === 'x64')('the third-party notices are up to date', async () => {
  const { stdout } = await licit(['check', '.', '--format', 'notice']);
  const committed = readFileSync(join(clone, 'THIRD_PARTY_NOTICES.md'), 'utf8');
  // Not `toBe`: the difference of two texts this long helps nobody.
  expect(stdout === committed, 'run: node bin/licit.mjs check . --format notice --output THIRD_PARTY_NOTICES.md').toBe(
    true,
  );
});
