import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expressionText, parseExpression } from '../licensing/expression';
import { identifyLicense } from '../licensing/texts/identify';

/** A project's own licence, and the file that says so (relative to the project). */
export interface OwnLicense {
  readonly license: string;
  readonly file: string;
}

/** Characters of the longest text that is looked at as a licence; the GNU licences have 35,000. */
const longest = 200_000;

/** The project's own licence: from its manifests, then from a licence file that names it exactly. */
export function ownLicense(root: string): OwnLicense | undefined {
  const manifests: readonly (readonly [string, (text: string) => string | undefined])[] = [
    ['package.json', fromPackageJson],
    ['Cargo.toml', (text) => fromToml(text, 'package')],
    ['pyproject.toml', (text) => fromToml(text, 'project')],
  ];
  for (const [file, read] of manifests) {
    const text = readIfThere(join(root, file));
    const license = text === undefined ? undefined : read(text);
    if (license !== undefined) return { license, file };
  }
  for (const file of licenseFiles(root)) {
    const license = fromLicenseFile(readIfThere(join(root, file)) ?? '', file);
    if (license !== undefined) return { license, file };
  }
  return undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined; // not there, or not ours to read: then it says nothing
  }
}

function licenseFiles(root: string): readonly string[] {
  try {
    return readdirSync(root)
      .filter((name) => /^(?:licen[cs]e|copying|unlicense)(?:\.(?:txt|md|rst))?$/i.test(name))
      .sort();
  } catch {
    return []; // no such folder: no licence file in it
  }
}

/** npm's own words for "no licence for others". */
function spdx(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (/^\s*UNLICENSED\s*$/.test(text)) return 'proprietary';
  const expression = parseExpression(text);
  return expression === null ? undefined : expressionText(expression);
}

function fromPackageJson(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // a manifest that is no JSON says nothing of the licence; npm will complain about it
  }
  const license: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'license') : undefined;
  return spdx(typeof license === 'object' && license !== null ? Reflect.get(license, 'type') : license);
}

/** `license = "MIT"`, or `license = { text = "MIT" }`, in one table of a TOML file; enough for manifests, no TOML reader. */
function fromToml(text: string, table: string): string | undefined {
  const start = new RegExp(`^\\[${table}\\][ \\t]*(?:#.*)?$`, 'm').exec(text);
  if (start === null) return undefined;
  const rest = text.slice(start.index + start[0].length);
  const end = /^\[/m.exec(rest);
  const section = end === null ? rest : rest.slice(0, end.index);
  const value = /^license[ \t]*=[ \t]*(?:\{[^}]*\btext[ \t]*=[ \t]*)?(["'])(.*?)\1/m.exec(section);
  return spdx(value?.[2]);
}

/**
 * A tag in it, nothing but an SPDX id, or the whole text of licences that is nothing else: a text that was changed or has riders
 * is somebody's own licence, and claims nothing here.
 */
function fromLicenseFile(text: string, fileName: string): string | undefined {
  if (text.length < 200 && spdx(text.trim()) !== undefined) return spdx(text.trim());
  if (text.length > longest) return undefined;
  const { license, matches, riders } = identifyLicense(text, { fileName });
  const plain = riders.length === 0 && matches.every(({ how }) => how === 'exact' || how === 'tag');
  return license !== null && plain ? spdx(license) : undefined;
}
