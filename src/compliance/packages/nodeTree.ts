import { TextFile } from '../text/textFile';
import type { FolderReader } from './folderReader';
import { jsonMember, parseJsonObject } from './jsonTree';
import { foldersUp, type NodePackage, readPackage } from './nodeModules';
import { folderOf, type ManifestFile, type Need } from './packageFile';
import type { PackageReference } from './packageReference';
import { entriesOf, memberOf } from './parsedData';
import { strictestFirst } from './scopes';

/**
 * What is installed for a manifest that has no lockfile, and all that it needs in turn, as Node would find it. What is not
 * installed is given as the manifest names it.
 */
export async function installedTree(
  reader: FolderReader,
  manifest: ManifestFile,
  needs: readonly Need[],
): Promise<readonly PackageReference[]> {
  const found = new Map<string, PackageReference>();
  const missing: PackageReference[] = [];
  for (const scope of strictestFirst) {
    const open: { readonly folder: string; readonly name: string; readonly need: Need | null }[] = needs
      .filter((need) => need.scope === scope)
      .map((need) => ({ folder: folderOf(manifest.path), name: need.name, need }));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const installed = await resolved(reader, next.folder, next.name);
      const { need } = next;
      if (installed === null) {
        if (need !== null) missing.push({ ...direct(manifest, need), folder: null });
        continue;
      }
      // Linked from the project itself.
      if (!`/${installed.folder}`.includes('/node_modules/')) continue;
      const known = found.get(installed.folder);
      if (known !== undefined) {
        // What the manifest names stands there, however it was found first.
        if (need !== null) found.set(installed.folder, { ...known, file: manifest.path, range: need.range });
        continue;
      }
      const { version, folder } = installed;
      const place = need === null ? placeOf(installed) : { file: manifest.path, range: need.range };
      found.set(folder, {
        ecosystem: 'npm',
        ...place,
        reference: next.name,
        name: installed.name,
        version,
        role: scope,
        declared: null,
        folder,
      });
      for (const list of ['dependencies', 'optionalDependencies', 'peerDependencies'])
        for (const [name] of entriesOf(memberOf(installed.manifest, list)))
          open.push({ folder: `${folder}/`, name, need: null });
    }
  }
  return [...found.values(), ...missing];
}

function direct({ path: file }: ManifestFile, { name, version, scope, range }: Need): Omit<PackageReference, 'folder'> {
  return { ecosystem: 'npm', file, range, reference: name, name, version, role: scope, declared: null };
}

/** The nearest `node_modules` at or above the folder that has the package. */
async function resolved(reader: FolderReader, folder: string, name: string): Promise<NodePackage | null> {
  if (!/^(?:@[^/.][^/]*\/)?[^/.][^/]*$/.test(name)) return null;
  for (const place of foldersUp(folder)) {
    const real = await reader.real(`${place}node_modules/${name}`);
    if (real !== null) return readPackage(reader, real);
  }
  return null;
}

/** Where a package says what its licence is. */
function placeOf({ folder, text }: NodePackage): Pick<PackageReference, 'file' | 'range'> {
  const file = new TextFile(`${folder}/package.json`, text);
  const license = jsonMember(parseJsonObject(text) ?? undefined, 'license');
  return {
    file: file.path,
    range: license === undefined ? null : file.range(license.offset, license.offset + license.length),
  };
}
