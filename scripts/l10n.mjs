// Writes l10n/bundle.l10n.json: every string that the editor shows through vscode.l10n.t, for translators.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const bundleFile = join(root, 'l10n', 'bundle.l10n.json');

/**
 * The strings of `vscode.l10n.t('…')` in a source text. Each call must begin with a plain string, or it cannot be translated.
 * @param {string} source
 * @param {string} file for the message
 * @returns {string[]}
 */
export function stringsIn(source, file) {
  const calls = source.match(/\bl10n\.t\(/g)?.length ?? 0;
  const literals = [...source.matchAll(/\bl10n\.t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g)];
  if (literals.length !== calls) throw new Error(`${file}: a call of l10n.t does not begin with a plain string`);
  return literals.map(([, literal]) =>
    (literal ?? '').slice(1, -1).replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character)),
  );
}

/**
 * What the bundle has to hold: each string of `src/`, sorted, with itself as its English.
 * @returns {string}
 */
export function bundleText() {
  const sources = join(root, 'src');
  const strings = new Set(
    readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => stringsIn(readFileSync(join(sources, file), 'utf8'), file)),
  );
  const entries = [...strings].sort().map((string) => [string, string]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(bundleFile, bundleText());
