import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { readText } from '../compliance/text/textFile';
import { systemMessage } from '../formats/bytes';
import { identifyLicense } from '../licensing/texts/identify';
import type { LicenseText } from '../licensing/texts/match';
import { cannot, defineCommand } from './command';

/** Licence texts are far smaller; of a larger file its beginning is read. Bytes. */
const textLimit = 1024 * 1024;

export const license = defineCommand({
  name: 'license',
  summary: 'Say which licence a text is, or each text file of a folder.',
  positionals: { usage: 'FILE|DIR…', minimum: 1, maximum: Number.POSITIVE_INFINITY },
  options: { json: { kind: 'flag', describe: 'Print JSON.' } },
  run: async (values, paths, terminal) => {
    const rows: ({ file: string } & LicenseText)[] = [];
    const problems: string[] = [];
    for (const path of paths) {
      const files = await filesAt(resolve(terminal.cwd, path), path);
      if (typeof files === 'string') {
        problems.push(`${path}: ${files}`);
        continue;
      }
      for (const file of files) {
        if (terminal.signal.aborted) return cannot('stopped');
        const read = await readText(resolve(terminal.cwd, file), textLimit);
        if (read.kind === 'unreadable') problems.push(`${file} ${read.reason}`);
        else if (read.kind === 'text') rows.push({ file, ...identifyLicense(read.text, { fileName: file }) });
        else if (file === path) problems.push(`${file} is no text; name a file of text`);
      }
    }
    if (values.json === true && (rows.length > 0 || problems.length === 0)) {
      terminal.write(`${JSON.stringify(rows, null, 2)}\n`);
    } else if (values.json !== true) terminal.write(rows.map(textOf).join(''));
    return problems.length === 0 ? { code: 0 } : cannot(problems.join('; '));
  },
});

/** The file itself, or the files of a folder, sorted, below the name that was given; or what is wrong. */
async function filesAt(absolute: string, name: string): Promise<string[] | string> {
  try {
    if (!(await stat(absolute)).isDirectory()) return [name];
    const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
    const prefix = name.replace(/[\\/]+$/, '');
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(absolute, join(entry.parentPath, entry.name)).split(sep))
      .filter((parts) => !parts.includes('.git'))
      .map((parts) => `${prefix}/${parts.join('/')}`);
    return files.sort();
  } catch (error) {
    const message = systemMessage(error);
    if (message === null) throw error;
    return message;
  }
}

function textOf({ file, license, confidence, riders }: { file: string } & LicenseText): string {
  const lines = [`${file}: ${license ?? 'no licence found'}${license === null ? '' : ` (${confidence.toFixed(2)})`}`];
  for (const { startLine, endLine, text } of riders) {
    lines.push(`  lines ${startLine} to ${endLine} change rights or duties: ${text.replace(/\s+/g, ' ').trim()}`);
  }
  return `${lines.join('\n')}\n`;
}
