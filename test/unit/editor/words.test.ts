import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFile, bundleText, stringsIn } from '../../../scripts/l10n.mjs';

const root = join(import.meta.dirname, '../../..');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const words: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
const used = [...manifest.matchAll(/"%([^"%]+)%"/g)].map((match) => match[1] ?? '');

describe('words that can be translated', () => {
  it('are all in the bundle (node scripts/l10n.mjs writes it)', () => {
    expect(readFileSync(bundleFile, 'utf8')).toBe(bundleText());
  });

  it('begin with a plain string', () => {
    expect(stringsIn(`vscode.l10n.t('it\\'s {0}', x)`, 'f')).toEqual(["it's {0}"]);
    expect(() => stringsIn('vscode.l10n.t(text)', 'f')).toThrow('f:');
  });

  it('of the manifest are all in package.nls.json, and no others', () => {
    expect(new Set(used)).toEqual(new Set(Object.keys(words)));
  });

  it('are used for everything that the manifest shows', () => {
    const shown = [...manifest.matchAll(/"(?:title|description|markdownDescription|contents)": "([^%][^"]*)"/g)];
    // The name is no word, and the package's own description is shown by registries that know no translation.
    expect(
      shown
        .map((match) => match[1])
        .filter((text) => text !== 'Licit' && !manifest.includes(`"description": "${text}"`)),
    ).toEqual([]);
  });

  it('name commands that exist', () => {
    const commands = new Set([...manifest.matchAll(/"command": "([^"]+)"/g)].map((match) => match[1]));
    const linked = Object.values(words).flatMap((text) =>
      [...text.matchAll(/command:(licit\.\w+)/g)].map((match) => match[1]),
    );
    expect(linked.filter((command) => !commands.has(command))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('names files that exist', () => {
    const files = [...manifest.matchAll(/"(media\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('has few settings, and none that names a file can be set by a workspace', () => {
    const settings: Record<string, { scope: string; default: unknown }> =
      JSON.parse(manifest).contributes.configuration.properties;
    expect(Object.keys(settings).length).toBeLessThanOrEqual(25);
    for (const name of ['licit.completion.model', 'licit.chat.model', 'licit.registry']) {
      expect(settings[name]?.scope).toBe('machine');
    }
  });
});
