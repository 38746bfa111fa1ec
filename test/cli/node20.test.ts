import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { version } from '../../package.json';
import { licit } from './licit';

/** A Node 20: `LICIT_NODE20`, else the `node` that the caller has in front of ours; null where there is none. */
function node20(): string | null {
  const candidates = [process.env.LICIT_NODE20, ...callersNodes()];
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === '') continue;
    try {
      const [major] = execFileSync(candidate, ['--version'], { encoding: 'utf8' }).replace('v', '').split('.');
      if (major === '20') return candidate;
    } catch {
      // Not a program that runs here: the next one may be.
    }
  }
  return null;
}

/** Each `node` on the path, also those that npm's own entries hide. */
function callersNodes(): string[] {
  const places = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return places.filter((place) => place !== '').map((place) => `${place}/${name}`);
}

const node = node20();
if (node === null) console.warn('No Node 20 here (LICIT_NODE20 names one): that licit starts on it is not tested.');

it.skipIf(node === null)('starts on Node 20', async () => {
  const options = { node: node ?? '' };
  expect(await licit(['--version'], options)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  expect(await licit(['explain', 'licit-mini-ts', '--json'], options)).toMatchObject({ code: 0, stderr: '' });
  expect(await licit(['check', 'examples/storefront', '--json', '--fail-on', 'never'], options)).toMatchObject({
    code: 0,
    stderr: '',
  });
});
