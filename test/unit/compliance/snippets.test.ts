import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildRegistry } from '../../../src/registry/registry';
import { familiarSnippets } from '../../fixtures/familiarSnippets';
import { snippets } from '../../fixtures/referenceSnippets';
import { check } from '../../support/check';
import { license, model } from '../../support/registry';

const registry = buildRegistry({
  version: 1,
  date: '2026-11-01',
  licenses: [license('MIT')],
  models: [
    model(['acme', 'nova-7b'].join('/'), 'MIT', { aliases: { ollama: ['nova:7b'] } }),
    model('GPT-9', 'MIT', { availability: 'closed' }),
  ],
  datasets: [
    {
      id: ['acme', 'chats'].join('/'),
      name: 'Chats',
      publisher: 'acme',
      aliases: {},
      license: { license: 'MIT', evidence: [{ url: 'https://example.org', checked: '2026-11-01' }] },
      single: true,
      synthetic: false,
    },
  ],
});

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-snippet-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the check finds in one file, with addresses cut down to ids. */
async function found(path: string, text: string): Promise<string[]> {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  const { findings } = await check(root, registry);
  return findings
    .filter(({ kind }) => kind === 'model' || kind === 'dataset')
    .map(({ kind, reference, resolved, counts }) => {
      const id = resolved ?? reference.replace(/^(?:https:\/\/)?(?:huggingface\.co|hf\.co)\/([^/]+\/[^/:]+).*/, '$1');
      return `${counts ? '' : '~'}${kind} ${id.replace(/:Q4_K_M$/, (tag) => (id.startsWith('hf:') ? tag : ''))}`;
    })
    .sort();
}

it('the table is large, and half of it is what must not be found or must not count', () => {
  expect(snippets.length).toBeGreaterThan(150);
  expect(snippets.filter(([, , expected]) => expected.every((one) => one.startsWith('~'))).length).toBeGreaterThan(50);
});

describe('small pieces of code and configuration', () => {
  it.each([...snippets, ...familiarSnippets])('%s: %s', async (path, text, expected) => {
    expect(await found(path, text)).toEqual([...expected].sort());
  });
});
