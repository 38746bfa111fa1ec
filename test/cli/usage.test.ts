import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { licit } from './licit';

describe('licit', () => {
  it('says its version', async () => {
    expect(await licit(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands, each with help of its own', async () => {
    const { stdout } = await licit(['--help']);
    const commands = (stdout.split('Commands:')[1]?.split('\n\n')[0] ?? '').match(/(?<=^ {2})\w+/gm) ?? [];
    expect(commands).toContain('check');
    for (const command of commands) {
      const help = await licit([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: licit ${command}`);
    }
  });

  it.each([
    [[], 'no command given'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['--frobnicate'], "unknown option '--frobnicate'"],
    [['check', '--frobnicate'], "unknown option '--frobnicate'"],
    [['check', 'a', 'b'], "check does not take 'b'"],
    [['check', '--format', 'pdf'], '--format takes'],
    [['check', '--mau', 'many'], '--mau takes a number of at least 0'],
    [['check', '--mau', '-1'], 'write --mau=VALUE'],
    [['check', '--mau=-1'], '--mau takes a number of at least 0'],
    [['check', '--use', 'resell'], '--use takes assist, service, ship, derive, outputs, train'],
    [['check', '--project', 'hobby'], '--project takes'],
    [['identify'], 'identify needs FILE'],
    [['explain', ' '], 'an empty REF names nothing'],
  ])('%j is a usage error', async (args, message) => {
    const run = await licit(args);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^licit: [^\n]+\n$/);
    expect(run.stderr).toContain(message);
  });
});
