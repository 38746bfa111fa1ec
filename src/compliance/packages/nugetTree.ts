import type { FolderReader } from './folderReader';
import { folderOf, type LockFile, type ManifestFile, type Need, type Scope } from './packageFile';
import type { PackageReference, PackageTree } from './packageReference';
import { entriesOf, memberOf, textOf } from './parsedData';
import { aliasOf, strictestFirst } from './scopes';

/** The largest solutions have a few megabytes; read, they take ten times as much. */
const assetsLimit = 16 * 1024 * 1024;

interface Restored {
  readonly name: string;
  readonly version: string;
  /** A project beside this one; what it needs comes with it. */
  readonly isProject: boolean;
  readonly needs: readonly string[];
}

/**
 * What a restore found that a project of .NET needs, and all that is needed in turn: it lies in `obj/project.assets.json`. `needs`:
 * those that no central list of versions has. null where nothing was restored.
 */
export async function nugetTree(
  reader: FolderReader,
  manifest: ManifestFile,
  needs: readonly Need[],
  catalogues: readonly LockFile[],
  isOwn: (name: string) => boolean,
): Promise<PackageTree | null> {
  const restored = await restoredFor(reader, manifest);
  if (restored === null) return null;
  let isWhole = true;
  const packages = needs.map((need): PackageReference => {
    const versions = restored.get(need.name.toLowerCase()) ?? [];
    const same = versions.find((one) => need.version === '' || plain(one.version) === plain(need.version));
    // Restored before the project asked for another version.
    if (same === undefined) isWhole = false;
    const version = same?.version ?? need.version;
    return { ...place(manifest, need), reference: need.name, name: need.name, version, role: need.scope };
  });
  const told = new Set(manifest.needs.map(({ name }) => name.toLowerCase()));
  const found = new Set<string>();
  const all = [...needs, ...manifest.needs.filter((need) => catalogues.some((one) => aliasOf(one, need) !== null))];
  for (const scope of strictestFirst) {
    const open = all.filter((need) => need.scope === scope).map((need) => ({ name: need.name.toLowerCase(), need }));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { name, need } = next;
      if (found.has(name)) continue;
      found.add(name);
      const versions = restored.get(name) ?? [];
      if (versions.length === 0) isWhole = false;
      for (const one of versions) {
        if (!told.has(name) && !one.isProject && !isOwn(one.name))
          packages.push(transitive(manifest, need, one, scope));
        for (const behind of one.needs) open.push({ name: behind, need });
      }
    }
  }
  return { packages, isWhole };
}

/** By name in small letters; one that is built for several frameworks may need several versions. */
async function restoredFor(
  reader: FolderReader,
  { path }: ManifestFile,
): Promise<ReadonlyMap<string, readonly Restored[]> | null> {
  const text = await reader.text(`${folderOf(path)}obj/project.assets.json`, assetsLimit);
  const targets = text === null ? undefined : memberOf(parsed(text), 'targets');
  if (targets === undefined) return null;
  const found = new Map<string, Restored[]>();
  const known = new Set<string>();
  for (const [, libraries] of entriesOf(targets)) {
    for (const [id, library] of entriesOf(libraries)) {
      const [name = '', version = ''] = id.split('/');
      const key = name.toLowerCase();
      if (known.has(`${key}/${version}`)) continue;
      known.add(`${key}/${version}`);
      const needs = entriesOf(memberOf(library, 'dependencies')).map(([need]) => need.toLowerCase());
      const isProject = textOf(memberOf(library, 'type')) === 'project';
      const versions = found.get(key);
      if (versions === undefined) found.set(key, [{ name, version, isProject, needs }]);
      else versions.push({ name, version, isProject, needs });
    }
  }
  return found;
}

/** NuGet takes `1.0` and `1.0.0.0` for `1.0.0`; what stands behind `+` tells nothing apart. */
function plain(version: string): string {
  return version
    .toLowerCase()
    .replace(/\+.*$/s, '')
    .replace(/(?:\.0){1,3}$/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined; // half written, or something else: as if nothing was restored
  }
}

function place(manifest: ManifestFile, { range }: Need) {
  return { ecosystem: 'nuget', file: manifest.path, range, declared: null, folder: null } as const;
}

function transitive(manifest: ManifestFile, need: Need, { name, version }: Restored, role: Scope): PackageReference {
  return { ...place(manifest, need), reference: name, name, version, role, through: need.name };
}
