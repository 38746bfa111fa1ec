import { inLanes } from '../lanes';
import type { Folder, FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { declaredLicense } from './licenseNames';
import { memberOf, textOf } from './parsedData';
import { YarnCache } from './yarnCache';

const manifestLimit = 1024 * 1024;
/** Packages of one `node_modules` that are looked at. */
const most = 50_000;
const width = 16;

/** What the manifest of an installed package says. */
export interface NodePackage {
  readonly name: string;
  readonly version: string;
  readonly license: string | null;
  readonly manifest: unknown;
  /** Of the manifest. */
  readonly text: string;
  readonly folder: string;
}

/** The `node_modules` of a folder and of those above it, as Node looks for packages. */
export class NodeModules implements Installation {
  private index: Promise<ReadonlyMap<string, NodePackage>> | null = null;
  private readonly archives: YarnCache;
  /** Which `node_modules` are there: mostly the lockfile's one is not, and then none of its thousands of packages is. */
  private readonly present = new Map<string, Promise<boolean>>();

  /** @param folder relative to the reader's, with a trailing `/`; empty for the reader's own */
  constructor(
    private readonly reader: FolderReader,
    private readonly folder: string,
    /** Of this machine. */
    caches: readonly FolderReader[] = [],
  ) {
    this.archives = new YarnCache([
      ...foldersUp(folder).map((place) => ({ reader, folder: `${place}.yarn/cache` })),
      ...caches.map((cache) => ({ reader: cache, folder: '' })),
    ]);
  }

  async find({ name, version, folder }: Wanted): Promise<InstalledPackage | null> {
    if (folder !== null) return this.installedAt(folder, version);
    for (const place of foldersUp(this.folder)) {
      const found = await readPackage(this.reader, `${place}node_modules/${name}`);
      if (found !== null && (version === '' || found.version === version)) return this.installed(found);
    }
    this.index ??= this.readAll();
    const found = (await this.index).get(`${name}@${version}`);
    if (found !== undefined) return this.installed(found);
    const archive = await this.archives.find(name, version);
    return archive === null ? null : this.installed(await readPackage(archive.reader, archive.folder), archive.reader);
  }

  /** A lockfile that names folders says what is in them. */
  private async installedAt(folder: string, version: string): Promise<InstalledPackage | null> {
    if (!(await this.isPresent(/^(?:.*?\/)?node_modules(?=\/)/.exec(folder)?.[0] ?? folder))) return null;
    const found = await readPackage(this.reader, folder);
    if (found !== null) return this.installed(found);
    if ((await this.reader.real(folder)) === null) return null;
    return { version, license: await licenseOfTexts(this.reader, folder), reader: this.reader, folder };
  }

  private isPresent(modules: string): Promise<boolean> {
    const known = this.present.get(modules) ?? this.reader.real(modules).then((place) => place !== null);
    this.present.set(modules, known);
    return known;
  }

  /** All packages in all `node_modules` that the folder sees, by `name@version`. */
  private async readAll(): Promise<ReadonlyMap<string, NodePackage>> {
    const found = new Map<string, NodePackage>();
    for (const place of foldersUp(this.folder)) {
      const folders = await packageFolders(this.reader, `${place}node_modules`);
      const packages = await inLanes(folders, width, (one) => readPackage(this.reader, one));
      for (const one of packages) {
        if (one !== null && !found.has(`${one.name}@${one.version}`)) found.set(`${one.name}@${one.version}`, one);
      }
    }
    return found;
  }

  private async installed(found: NodePackage | null, reader: Folder = this.reader): Promise<InstalledPackage | null> {
    if (found === null) return null;
    const { version, folder } = found;
    return { version, license: await licenseOf(found, reader), reader, folder };
  }
}

async function licenseOf({ license, folder }: NodePackage, reader: Folder): Promise<string | null> {
  const named = /^SEE LICEN[CS]E IN (.+)$/i.exec(license ?? '')?.[1]?.trim();
  if (named !== undefined) return (await licenseOfTexts(reader, folder, (name) => name === named)) ?? license;
  return license ?? licenseOfTexts(reader, folder);
}

/** `a/b/`, `a/` and the empty path of the top. */
export function foldersUp(folder: string): readonly string[] {
  const parts = folder.split('/').slice(0, -1);
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`), ''];
}

/** null where no package is installed in the folder. */
export async function readPackage(reader: Folder, folder: string): Promise<NodePackage | null> {
  const text = await reader.text(`${folder}/package.json`, manifestLimit);
  if (text === null) return null;
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const name = textOf(memberOf(manifest, 'name'));
    if (name === null) return null;
    const license = declaredLicense(memberOf(manifest, 'license') ?? memberOf(manifest, 'licenses') ?? null);
    return { name, version: textOf(memberOf(manifest, 'version')) ?? '', license, manifest, text, folder };
  } catch {
    return null; // not JSON: it says nothing that could be relied on
  }
}

/** Where pnpm, Deno and Bun keep what they link to. */
const stores = new Set(['.pnpm', '.deno', '.bun']);

/** Folders of the packages in a `node_modules`, those of such a store and nested ones among them; links are left out. */
async function packageFolders(reader: FolderReader, modules: string): Promise<readonly string[]> {
  const packages: string[] = [];
  const open = [modules];
  for (let at = open.pop(); at !== undefined && packages.length < most; at = open.pop()) {
    for (const entry of await reader.list(at)) {
      if (!entry.isDirectory()) continue;
      const path = `${at}/${entry.name}`;
      if (stores.has(entry.name)) open.push(...(await stored(reader, path)));
      else if (entry.name.startsWith('@')) open.push(path);
      else if (!entry.name.startsWith('.')) {
        packages.push(path);
        open.push(`${path}/node_modules`);
      }
    }
  }
  return packages;
}

async function stored(reader: FolderReader, store: string): Promise<readonly string[]> {
  return (await reader.list(store)).map(({ name }) => `${store}/${name}/node_modules`);
}
