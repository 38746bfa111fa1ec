import { cargoManifest } from '../../compliance/packages/cargoManifest';
import { composerManifest } from '../../compliance/packages/composerLock';
import type { FolderReader } from '../../compliance/packages/folderReader';
import { goMod } from '../../compliance/packages/goMod';
import type { Ecosystem, PackageReader } from '../../compliance/packages/packageFile';
import { packageJson } from '../../compliance/packages/packageJson';
import { pipfile, pyproject } from '../../compliance/packages/pyproject';
import { normalizedName } from '../../compliance/packages/python';
import { requirements } from '../../compliance/packages/requirements';
import { TextFile } from '../../compliance/text/textFile';

/** Manifests in which a project says what it needs. */
const MANIFESTS: readonly PackageReader[] = [
  packageJson,
  composerManifest,
  requirements,
  pyproject,
  pipfile,
  goMod,
  cargoManifest,
];
/** Bytes of a manifest, and packages of all of them, at the most. */
const LARGEST = 1024 * 1024;
const MOST = 2000;

/** Whether a file is a manifest that is read here. `path` is relative to the project, with `/`. */
export function isManifest(path: string): boolean {
  return MANIFESTS.some((reader) => reader.wants(path));
}

interface Direct {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** Folders between the root and the nearest manifest that asks for it. */
  depth: number;
  /** Manifests that ask for it. */
  count: number;
}

/** Folders of packages that a project asks for itself: for its product, and to build and test it. */
export interface DirectFolders {
  readonly runtime: readonly string[];
  readonly development: readonly string[];
}

/**
 * Where the packages lie that manifests ask for: those first for which a manifest nearer to the root does, or more of them. `folders`: those in which package managers
 * put packages. What a link leads to counts where it lies in one of them.
 */
export async function directFolders(
  reader: FolderReader,
  manifests: readonly string[],
  folders: readonly string[],
): Promise<DirectFolders> {
  const runtime = new Map<string, Direct>();
  const development = new Map<string, Direct>();
  for (const path of manifests) {
    const text = await reader.text(path, LARGEST);
    const read = text === null ? null : MANIFESTS.find(({ wants }) => wants(path))?.read(new TextFile(path, text));
    if (read?.ok !== true || read.file.kind !== 'manifest') continue;
    const { ecosystem, needs } = read.file;
    const depth = path.split('/').length;
    for (const { name, scope } of needs) {
      const known = scope === 'development' ? development : runtime;
      const direct = known.get(`${ecosystem} ${name}`) ?? { ecosystem, name, depth, count: 0 };
      direct.depth = Math.min(direct.depth, depth);
      direct.count++;
      known.set(`${ecosystem} ${name}`, direct);
    }
  }
  const modules = await pythonModules(reader, folders);
  const placed = async (packages: ReadonlyMap<string, Direct>) => {
    const found = new Set<string>();
    const ordered = [...packages.values()].sort((a, b) => a.depth - b.depth || b.count - a.count).slice(0, MOST);
    for (const one of ordered)
      for (const folder of folders)
        for (const path of placesOf(one, folder, modules)) {
          const real = await reader.real(path);
          if (real !== null && folders.some((other) => real.startsWith(`${other}/`))) found.add(real);
        }
    return [...found];
  };
  return { runtime: await placed(runtime), development: await placed(development) };
}

/** Where a package lies in a folder of packages, if it does. */
function placesOf(
  { ecosystem, name }: Direct,
  folder: string,
  modules: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const kind = folder.slice(folder.lastIndexOf('/') + 1);
  if (ecosystem === 'npm') return kind === 'node_modules' ? [`${folder}/${name}`] : [];
  if (ecosystem !== 'pypi') return kind === 'vendor' ? [`${folder}/${name}`] : [];
  if (kind !== 'site-packages') return [];
  return modules.get(`${folder} ${name}`) ?? [`${folder}/${name.replaceAll('-', '_')}`];
}

/** Folders of the modules of a Python distribution that says what it holds, by folder of packages and the distribution's name. */
async function pythonModules(
  reader: FolderReader,
  folders: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const modules = new Map<string, readonly string[]>();
  for (const folder of folders.filter((path) => path.endsWith('site-packages')))
    for (const { name } of await reader.list(folder)) {
      const distribution = /^(.+?)-[^-]+\.dist-info$/.exec(name)?.[1];
      if (distribution === undefined) continue;
      const text = await reader.text(`${folder}/${name}/top_level.txt`, LARGEST);
      const names = text?.split('\n').flatMap((line) => (/^[\w.-]+$/.test(line.trim()) ? [line.trim()] : []));
      if (names === undefined) continue;
      modules.set(
        `${folder} ${normalizedName(distribution)}`,
        names.map((module) => `${folder}/${module}`),
      );
    }
  return modules;
}
