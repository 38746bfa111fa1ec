import type { TextFile } from '../text/textFile';
import { Aliases, type LockedPackage, type PackageRead, type PackageReader } from './packageFile';
import { normalizedName } from './pythonEnvironment';

/** Files that say which Python packages a project installs. */
function isPythonLock(path: string): boolean {
  return /(?:^|\/)(?:(?:[\w.-]*-)?requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in)|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock)$/i.test(
    path,
  );
}

/** The packages of a requirements file or a lockfile of Poetry, uv, PDM or Pipenv. What is no requirement is passed over. */
function readPythonLock(file: TextFile): readonly LockedPackage[] {
  if (file.name === 'Pipfile.lock') return fromPipfileLock(file);
  return file.extension === '.lock' ? fromTomlLock(file) : fromRequirements(file);
}

const developmentFile = /(?:^|[-_./])(?:dev|development|test|tests|testing|lint|docs?|ci|typing|build)(?:[-_./]|$)/i;

/** `name[extra]==1.0; marker  # comment` (PEP 508); options, paths and URLs name no package of the index. */
const requirement = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?:(===?|[~<>!]=?)\s*([\w.!+*-]+))?/;

function fromRequirements(file: TextFile): LockedPackage[] {
  const isDevelopment = developmentFile.test(file.path.replace(/requirements|\.(?:txt|in)$/gi, ''));
  const packages: LockedPackage[] = [];
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset + (line.length - line.trimStart().length);
    offset += line.length + 1;
    const text = line.trim();
    if (text === '' || /^(?:[#-]|\.{0,2}\/|[a-z+]+:\/\/|file:)/i.test(text)) continue;
    const match = requirement.exec(text);
    const name = match?.[1];
    if (name === undefined || /^[\w.-]+\.(?:whl|zip|tar\.gz)$/.test(text)) continue;
    const isPinned = match?.[2] === '==' || match?.[2] === '===';
    packages.push(reference(file, name, isPinned ? (match?.[3] ?? '') : '', start, isDevelopment));
  }
  return packages;
}

/** Poetry, uv and PDM write the same tables: `[[package]]` with `name`, `version` and, some, `category` or `groups`. */
function fromTomlLock(file: TextFile): LockedPackage[] {
  const packages: LockedPackage[] = [];
  const tables = [...file.text.matchAll(/^\[\[package\]\][^\n]*$/gm)];
  for (const [index, table] of tables.entries()) {
    const start = table.index + table[0].length;
    const body = file.text.slice(start, tables[index + 1]?.index ?? file.text.length);
    // Tables of the package's own (`[package.dependencies]`) come after its keys.
    const keys = body.slice(0, /^\[/m.exec(body)?.index ?? body.length);
    const name = /^name = "([^"\n]+)"/m.exec(keys);
    const version = /^version = "([^"\n]+)"/m.exec(keys)?.[1] ?? '';
    // The project itself and the members of its workspace.
    if (name?.[1] === undefined || /^source = \{ (?:virtual|editable|directory) =/m.test(keys)) continue;
    const groups = /^groups = \[([^\]\n]*)\]/m.exec(keys)?.[1];
    const isDevelopment =
      /^category = "dev"/m.test(keys) ||
      (groups !== undefined && !/"(?:main|default)"/.test(groups) && groups.includes('"'));
    packages.push(reference(file, name[1], version, start + name.index + 'name = "'.length, isDevelopment));
  }
  return packages;
}

function fromPipfileLock(file: TextFile): LockedPackage[] {
  const packages: LockedPackage[] = [];
  let section = '';
  let offset = 0;
  // As Pipenv writes it: two levels, four spaces each. Anything else names no package.
  for (const line of file.text.split('\n')) {
    section = /^ {4}"(\w+)": \{/.exec(line)?.[1] ?? section;
    const name = /^ {8}"([A-Za-z0-9][\w.-]*)": \{/.exec(line)?.[1];
    const version = /^ {12}"version": "==([^"]+)"/.exec(line)?.[1];
    const last = packages[packages.length - 1];
    if (name !== undefined && (section === 'default' || section === 'develop')) {
      packages.push(reference(file, name, '', offset + 9, section === 'develop'));
    } else if (version !== undefined && last !== undefined && last.version === '') {
      packages[packages.length - 1] = { ...last, version };
    }
    offset += line.length + 1;
  }
  return packages;
}

function reference(
  file: TextFile,
  name: string,
  version: string,
  start: number,
  isDevelopment: boolean,
): LockedPackage {
  return {
    key: String(start),
    range: file.range(start, start + name.length),
    reference: name,
    name,
    version,
    scope: isDevelopment ? 'development' : 'runtime',
    declared: null,
    needs: [],
  };
}

export const pythonPackages: PackageReader = {
  wants: isPythonLock,
  read: (file): PackageRead => {
    const aliases = new Aliases();
    const packages = readPythonLock(file);
    for (const one of packages) aliases.add(normalizedName(one.name), one.key);
    return {
      ok: true,
      file: { kind: 'lock', ecosystem: 'pypi', path: file.path, packages, aliases: aliases.done(), roots: [], own: [] },
    };
  },
};
