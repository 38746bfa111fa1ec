import { TextFile } from '../text/textFile';
import type { FolderReader } from './folderReader';
import type { ManifestFile, Scope } from './packageFile';
import { readRequirements } from './requirements';
import { strictestScope } from './scopes';

const includedLimit = 1024 * 1024;
/** Files that are included under names of their own; more than a project has. */
const mostIncluded = 500;

/** Files that others include and that the walk did not know for what they are by their names. */
async function includedFiles(
  manifests: readonly ManifestFile[],
  reader: FolderReader,
): Promise<readonly ManifestFile[]> {
  const known = new Set(manifests.map(({ path }) => path));
  const found: ManifestFile[] = [];
  const open = manifests.flatMap(({ includes }) => includes ?? []);
  for (let path = open.pop(); path !== undefined && found.length < mostIncluded; path = open.pop()) {
    if (known.has(path)) continue;
    known.add(path);
    const text = await reader.text(path, includedLimit);
    if (text === null) continue;
    const file = readRequirements(new TextFile(path, text));
    found.push(file);
    open.push(...(file.includes ?? []));
  }
  return [...manifests, ...found];
}

/** Adds the files that others include; what a file for run time includes is for run time, whatever it is called. */
export async function withIncludes(
  listed: readonly ManifestFile[],
  reader: FolderReader,
): Promise<readonly ManifestFile[]> {
  const manifests = await includedFiles(listed, reader);
  const byPath = new Map(manifests.map((manifest) => [manifest.path, manifest]));
  const scopes = new Map<string, Scope>();
  const open = manifests.flatMap((manifest) =>
    includesOf(manifest, strictestScope(manifest.needs.map((need) => need.scope))),
  );
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, scope } = next;
    const before = scopes.get(path);
    const scopeNow = strictestScope(before === undefined ? [scope] : [before, scope]) ?? scope;
    if (scopeNow === before) continue;
    scopes.set(path, scopeNow);
    const manifest = byPath.get(path);
    if (manifest !== undefined) open.push(...includesOf(manifest, scopeNow));
  }
  return manifests.map((manifest) => {
    const scope = scopes.get(manifest.path);
    if (scope === undefined) return manifest;
    const needs = manifest.needs.map((need) => ({ ...need, scope: strictestScope([need.scope, scope]) ?? scope }));
    return { ...manifest, needs };
  });
}

function includesOf({ includes = [] }: ManifestFile, scope: Scope | undefined) {
  return scope === undefined ? [] : includes.map((path) => ({ path, scope }));
}
