import { identifyLicense } from '../../licensing/texts/identify';
import { isLicenseFile } from '../packages/installedPackage';
import { namedLicense } from '../packages/licenseNames';
import { listOf, memberOf, textOf, textsOf } from '../packages/parsedData';
import { TomlTree } from '../packages/tomlTree';
import type { Range } from '../report';
import type { TextFile } from '../text/textFile';

/** What a file says of a licence: its own, that of its folder, or that of the files that it lists. */
export interface LicenseStatement {
  /** `tag`: the file's own header; `text`: a licence text, for its folder; `list`: for the files that match `covers`. */
  readonly how: 'tag' | 'text' | 'list';
  /** As written; for a text what it is, else its path. */
  readonly reference: string;
  /** As an expression where it is one, else as written; null for a text that nobody knows. */
  readonly license: string | null;
  readonly range: Range | null;
  /** Patterns of the files that it is for, as the list writes them. */
  readonly covers: readonly string[];
}

/** A header stands at the beginning; further down, tags are what a text is about. */
const headerLines = 30;
const tag = /^([^\r\n]{0,80}?)SPDX-License-Identifier:[ \t]*([^\r\n]{1,500})/gm;
/** What stands before a tag in a comment: signs, or one of the words that begin one. */
const commentStart = /^[^\w"'`]*(?:(?:rem|dnl|c)\s[^\w"'`]*)?$/i;
/** Markdown has comments of its own; other signs in it belong to examples. */
const proseStart = /^\s*(?:<!--|\[[^\]]*\]:\s*#\s*\(|\.\.|%)?\s*$/;
const proseFile = /\.(?:md|mdx|markdown|rst|adoc)$/i;
/** The end of a comment, a string or a table cell behind an expression. */
const tail = /\s*(?:\*\/|-->|#\}|%>|\?>|"""|'''|["'`|;,*].*)?\s*$/;

/** True for files that state licences as a whole: in others a tag has to say it. */
export function statesLicenses(file: TextFile): boolean {
  return file.name === 'REUSE.toml' || file.path.endsWith('.reuse/dep5') || isLicenseFile(file.name);
}

/** Licences that a file states: `SPDX-License-Identifier` headers, licence texts, REUSE's lists (https://reuse.software/spec/). Pure. */
export function licenseStatements(file: TextFile): readonly LicenseStatement[] {
  if (/(?:^|\/)REUSE\.toml$/.test(file.path)) return fromReuseToml(file);
  if (/(?:^|\/)\.reuse\/dep5$/.test(file.path)) return fromDep5(file);
  // REUSE keeps the texts of all licences in one folder: they say of no file that it is under them.
  if (/(?:^|\/)LICENSES\//.test(file.path)) return [];
  if (isLicenseFile(file.name) && file.extension !== '.license') return fromText(file);
  return file.text.includes('SPDX-License-Identifier') ? fromTags(file) : [];
}

function fromTags(file: TextFile): readonly LicenseStatement[] {
  const isProse = proseFile.test(file.name);
  return [...file.text.matchAll(tag)].flatMap((match): LicenseStatement[] => {
    const [whole, before = '', written = ''] = match;
    const plain = written.replace(tail, '').trim();
    const text = before.includes('(') && !plain.includes('(') ? plain.replace(/\)$/, '') : plain;
    const start = match.index + whole.length - written.length;
    const range = file.range(start, start + text.length);
    if (text === '' || range.startLine > headerLines || !(isProse ? proseStart : commentStart).test(before)) return [];
    return [{ how: 'tag', reference: text, license: namedLicense(text) ?? text, range, covers: [] }];
  });
}

function fromText(file: TextFile): readonly LicenseStatement[] {
  const { license, matches } = identifyLicense(file.text, { fileName: file.name });
  // Nothing but a name is a statement, too.
  const named = license === null && file.text.length < 200 ? namedLicense(file.text) : null;
  const [first] = matches;
  const last = matches[matches.length - 1];
  const range =
    first === undefined || last === undefined
      ? null
      : { startLine: first.startLine, startColumn: 1, endLine: last.endLine + 1, endColumn: 1 };
  const found = license ?? named;
  return [{ how: 'text', reference: found ?? file.path, license: found, range, covers: [] }];
}

function fromReuseToml(file: TextFile): readonly LicenseStatement[] {
  const tree = TomlTree.read(file);
  const key = 'SPDX-License-Identifier';
  return listOf(memberOf(tree?.data, 'annotations')).flatMap((annotation, index) => {
    const path = memberOf(annotation, 'path');
    const covers = textOf(path) === null ? textsOf(path) : [textOf(path) ?? ''];
    const value = memberOf(annotation, key);
    const texts = textOf(value) === null ? textsOf(value) : [textOf(value) ?? ''];
    return texts.map((text): LicenseStatement => {
      const range = tree?.textRange('annotations', key, text, index) ?? null;
      return { how: 'list', reference: text, license: namedLicense(text) ?? text, range, covers };
    });
  });
}

/** The older list: paragraphs of `Files:`, `Copyright:` and `License:` (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/). */
function fromDep5(file: TextFile): readonly LicenseStatement[] {
  const statements: LicenseStatement[] = [];
  let covers: readonly string[] = [];
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    if (line.trim() === '') covers = [];
    const [, field, value = ''] = /^(Files|License):[ \t]*(\S.*)$/.exec(line.trimEnd()) ?? [];
    if (field === 'Files') covers = value.split(/\s+/);
    if (field !== 'License' || covers.length === 0) continue;
    const at = start + line.indexOf(value, 'License:'.length);
    const range = file.range(at, at + value.length);
    statements.push({ how: 'list', reference: value, license: namedLicense(value) ?? value, range, covers });
  }
  return statements;
}
