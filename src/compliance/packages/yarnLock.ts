import type { TextFile } from '../text/textFile';
import {
  Aliases,
  type LockedPackage,
  type LockFile,
  type PackageRead,
  type PackageReader,
  unread,
} from './packageFile';
import { parseYaml, type YamlNode, yamlMember, yamlMembers, yamlText } from './yamlTree';

/** `yarn.lock` of Yarn 1 (its own format) and later (YAML). It names no licences, and what is for development only the manifests say. */
export const yarnLock: PackageReader = {
  wants: (path) => /(?:^|\/)yarn\.lock$/.test(path),
  read: (file): PackageRead => (/^__metadata:/m.test(file.text) ? readBerry(file) : readClassic(file)),
};

/** An entry: the descriptors (`name@range`) that it answers, and where they stand. */
interface Block {
  readonly descriptors: readonly string[];
  readonly start: number;
  readonly end: number;
  version: string;
  /** Digest of the archive; Yarn 2 and later have one of their own instead. */
  archive: string | null;
  readonly needs: string[];
}

/** Line by line: keys at the margin, their fields two spaces in, what they need four. */
function readClassic(file: TextFile): PackageRead {
  const blocks: Block[] = [];
  let list = '';
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const text = line.trimEnd();
    if (text === '' || text.startsWith('#')) continue;
    const block = blocks[blocks.length - 1];
    if (!/^\s/.test(text)) {
      if (!text.endsWith(':')) return unread('is no lockfile of Yarn');
      const key = text.slice(0, -1);
      const descriptors = key.split(',').map((part) => part.trim().replace(/^"|"$/g, ''));
      blocks.push({ descriptors, start, end: start + key.length, version: '', archive: null, needs: [] });
      list = '';
    } else if (block !== undefined && text.startsWith('    ')) {
      const needed = /^ {4}("[^"]+"|\S+) ("[^"]*"|\S+)$/.exec(text);
      if (needed !== null && /^(?:optionalD|d)ependencies:$/.test(list))
        block.needs.push(`${unquoted(needed[1])}@${unquoted(needed[2])}`);
    } else if (block !== undefined) {
      list = text.trim();
      const version = /^version:? (.+)$/.exec(list)?.[1];
      if (version !== undefined) block.version = unquoted(version);
      const archive = /^integrity (.+)$/.exec(list)?.[1];
      if (archive !== undefined) block.archive = unquoted(archive);
    }
  }
  return { ok: true, file: lockOf(file, blocks) };
}

function unquoted(text = ''): string {
  return text.replace(/^"|"$/g, '');
}

function readBerry(file: TextFile): PackageRead {
  const root = parseYaml(file.text);
  if (root === null) return unread('is no lockfile of Yarn');
  const blocks: Block[] = [];
  for (const { key, start, end, value } of root.members) {
    // Workspaces and links are soft: they are the project's own.
    if (key === '__metadata' || yamlText(yamlMember(value, 'linkType')) === 'soft') continue;
    blocks.push({
      descriptors: [...key.split(',').map((part) => part.trim()), ...resolutionOf(value)],
      start,
      end,
      version: yamlText(yamlMember(value, 'version')) ?? '',
      archive: null,
      needs: yamlMembers(yamlMember(value, 'dependencies')).map((need) => `${need.key}@${yamlText(need.value) ?? ''}`),
    });
  }
  return { ok: true, file: lockOf(file, blocks) };
}

/** What an entry turned out to be, which has the name of the package where the descriptor has an alias. */
function resolutionOf(entry: YamlNode): readonly string[] {
  const resolution = yamlText(yamlMember(entry, 'resolution'));
  return resolution === null ? [] : [resolution];
}

function lockOf(file: TextFile, blocks: readonly Block[]): LockFile {
  const aliases = new Aliases();
  const packages = blocks.flatMap(({ descriptors, start, end, version, archive, needs }): LockedPackage[] => {
    const key = descriptors[0] ?? '';
    const name = realName(descriptors);
    if (descriptors.some((descriptor) => /@(?:workspace|link|portal):/.test(descriptor))) return [];
    aliases.add(name, key);
    for (const descriptor of descriptors) {
      aliases.add(descriptor, key);
      // Yarn 2 and 3 leave the protocol out where it is needed, and write it where it is answered.
      aliases.add(descriptor.replace(/^(.[^@]*)@npm:/, '$1@'), key);
      aliases.add(nameOf(descriptor), key);
    }
    const range = file.range(start, end);
    const reference = file.text.slice(start, end);
    return [{ key, name, version, reference, range, declared: null, archive, scope: null, needs }];
  });
  return { kind: 'lock', ecosystem: 'npm', path: file.path, packages, aliases: aliases.done(), roots: [], own: [] };
}

/** `@scope/name` of `@scope/name@range`. */
function nameOf(descriptor: string): string {
  const at = descriptor.indexOf('@', 1);
  return at < 0 ? descriptor : descriptor.slice(0, at);
}

/** `alias@npm:real@1.0.0` installs `real`; Yarn 2 and later say so in the resolution, which is the last one. */
function realName(descriptors: readonly string[]): string {
  const last = descriptors[descriptors.length - 1] ?? '';
  const aliased = /^.[^@]*@npm:((?:@[^/@]+\/)?[^/@]+)@/.exec(last)?.[1];
  return aliased ?? nameOf(last);
}
