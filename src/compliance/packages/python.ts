import type { Scope } from './packageFile';

/** PEP 503: the form in which names are compared. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** PEP 440: `1.0` is `1.0.0`. */
export function isSameVersion(one: string, other: string): boolean {
  const plain = (version: string) => version.replace(/(?:\.0){1,10}$/, '');
  return plain(one) === plain(other);
}

/** Groups, extras and files whose names say that they are for development. */
const development =
  /(?:^|[-_./])(?:dev|devel|develop|development|tests?|testing|pytest|lint|linting|linters|docs?|documentation|sphinx|typing|types|typecheck|mypy|ci|build|release|format|formatting|fmt|bench|benchmarks?|coverage|qa|quality|style|checks?|tox|nox|pre-?commit)(?:[-_./]|$)/i;

/** True for the name of a group, extra or file that is for development. */
export function isDevelopmentName(name: string): boolean {
  return development.test(name);
}

/** Extras are asked for by whoever installs the package. */
export function scopeOfExtra(name: string): Scope {
  return isDevelopmentName(name) ? 'development' : 'optional';
}

/** Dependency groups (PEP 735, Poetry, PDM) are never part of what is published; what they are for only their names say. */
export function scopeOfGroups(names: readonly string[]): Scope {
  if (names.some((name) => /^(?:main|default)$/.test(name))) return 'runtime';
  return names.every(isDevelopmentName) ? 'development' : 'optional';
}

/** What a requirement says (PEP 508). */
export interface Requirement {
  /** As written. */
  readonly name: string;
  /** Versions, behind the name and the extras. */
  readonly spec: string;
  /** Empty where the requirement leaves a choice. */
  readonly version: string;
  /** Parts of the package that are asked for, too; normalised. */
  readonly extras: readonly string[];
}

/** Longer texts are no requirements. */
const longest = 4000;
const nameStart = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)/;

function isName(text: string): boolean {
  return text !== '';
}

/** null for what is no requirement, and for folders of the project itself. */
export function readRequirement(text: string): Requirement | null {
  if (text.length > longest) return null;
  const name = nameStart.exec(text)?.[1];
  if (name === undefined) return null;
  const rest = text.slice(name.length).trim();
  const extras = /^\[([^\]]*)\]/.exec(rest)?.[1] ?? '';
  const behind = rest.startsWith('[') ? rest.slice(rest.indexOf(']') + 1).trim() : rest;
  if (/^@\s*(?:file:|\.{0,2}\/)/.test(behind)) return null;
  const spec = behind.split(/;|\s#|\s--/, 1)[0]?.trim() ?? '';
  if (spec !== '' && !/^[(=<>!~@]/.test(spec)) return null;
  const pinned = /^\(?\s*===?\s*([\w.!+-]+)\s*\)?$/.exec(spec)?.[1] ?? '';
  return {
    name,
    spec,
    version: pinned,
    extras: extras
      .split(',')
      .map((one) => normalizedName(one.trim()))
      .filter(isName),
  };
}
