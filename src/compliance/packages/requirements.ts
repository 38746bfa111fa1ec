import type { TextFile } from '../text/textFile';
import { folderOf, type ManifestFile, type Need, type PackageRead, type PackageReader } from './packageFile';
import { isDevelopmentName, normalizedName, type Requirement, readRequirement } from './python';

/** pip's requirements files (https://pip.pypa.io/en/stable/reference/requirements-file-format/). What is no requirement is passed over, as pip's own options are. */
export const requirements: PackageReader = {
  wants: (path) =>
    /(?:^|\/)(?:(?:[\w.-]*[-_.])?requirements[\w.-]*|requirements\/[\w.-]+)\.(?:txt|in)$/i.test(path) &&
    !/constraints?[\w.-]*\.txt$/i.test(path),
  read: (file): PackageRead => ({ ok: true, file: readRequirements(file) }),
};

const longestLine = 4000;

/** A requirements file, whatever it is called: others may include it. */
export function readRequirements(file: TextFile): ManifestFile {
  const isDevelopment =
    isDevelopmentName(file.name.replace(/requirements|\.(?:txt|in)$/gi, '')) ||
    /(?:^|\/)(?:docs?|tests?|ci|benchmarks?)\/requirements\.(?:txt|in)$/i.test(file.path);
  const scope = isDevelopment ? 'development' : 'runtime';
  const needs: Need[] = [];
  const includes: string[] = [];
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset + line.length - line.trimStart().length;
    offset += line.length + 1;
    // pip's own lines are shorter; what is longer is no list of packages.
    if (line.length > longestLine) continue;
    const trimmed = line.trim();
    const text = trimmed.endsWith('\\') ? trimmed.slice(0, -1).trimEnd() : trimmed;
    const included = /^(?:-r\s*=?|--requirement(?:\s+|=))(\S+)/.exec(text)?.[1];
    // On Windows pip takes that separator, too.
    if (included !== undefined) includes.push(joined(folderOf(file.path), included.replaceAll('\\', '/')));
    const requirement = requirementOf(text.replace(/^(?:-e|--editable)(?:\s+|=)/, ''));
    if (requirement === null) continue;
    const { name, spec, version, extras, index } = requirement;
    const at = start + text.length - requirement.length + index;
    needs.push({ name: normalizedName(name), spec, version, extras, scope, range: file.range(at, at + name.length) });
  }
  const compiled = /\.in$/i.test(file.path) ? { replacedBy: file.path.replace(/\.in$/i, '.txt') } : {};
  return { kind: 'manifest', ecosystem: 'pypi', path: file.path, name: null, needs, includes, ...compiled };
}

interface Placed extends Requirement {
  /** Where the name stands in the text. */
  readonly index: number;
  /** Of the text. */
  readonly length: number;
}

function requirementOf(text: string): Placed | null {
  const { length } = text;
  if (text === '' || /^[#-]/.test(text)) return null;
  if (!/^(?:[a-z+]+:\/\/|git@)/i.test(text)) {
    // A file or folder of the project itself.
    if (/^\.{0,2}\/|^[^@\s]+\.(?:whl|zip|tar\.gz)$/.test(text)) return null;
    const requirement = readRequirement(text);
    return requirement === null ? null : { ...requirement, index: 0, length };
  }
  // From a repository or an archive: its name is in the fragment, or the last part of the path.
  const [address = '', fragment = ''] = text.split('#', 2);
  const egg = /(?:^|&)egg=([A-Za-z0-9][\w.-]*)/.exec(fragment);
  if (egg?.[1] !== undefined) {
    const index = address.length + 1 + egg.index + egg[0].length - egg[1].length;
    return { name: egg[1], spec: address, version: '', extras: [], index, length };
  }
  const path = (address.split('?', 1)[0] ?? '').replace(/@[^/@]*$/, '');
  const file = path.slice(path.lastIndexOf('/') + 1);
  const wheel = /^([A-Za-z0-9][\w.]*)-([\w.!+]+)-[\w.-]+\.whl$/.exec(file);
  const name = wheel?.[1] ?? /^[A-Za-z0-9][\w.-]*/.exec(file.replace(/\.(?:git|zip|tar\.gz)$/, ''))?.[0];
  if (name === undefined) return null;
  return { name, spec: address, version: wheel?.[2] ?? '', extras: [], index: path.lastIndexOf('/') + 1, length };
}

/** `b/../c` below `a/` as `a/c`; what leads out of the checked folder keeps its `..`. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
