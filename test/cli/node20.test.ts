import { expect, it } from 'vitest';
import { version } from '../../package.json';
import { licit } from './licit';
import { node20 } from './nodes';

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
