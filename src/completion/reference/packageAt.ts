import { ComposerVendor } from '../../compliance/packages/composerVendor';
import type { FolderReader } from '../../compliance/packages/folderReader';
import { type InstalledPackage, licenseOfTexts } from '../../compliance/packages/installedPackage';
import { namedLicense } from '../../compliance/packages/licenseNames';
import { NodeModules, readPackage } from '../../compliance/packages/nodeModules';
import { purlOf } from '../../compliance/packages/packageReference';
import { PythonEnvironment } from '../../compliance/packages/pythonEnvironment';

/** The package that a third-party file belongs to. */
export interface FilePackage {
  readonly name: string;
  /** Empty where it is not known. */
  readonly version: string;
  /** Package URL, or the folder where no package manager knows it. */
  readonly id: string;
  /** SPDX expression, or the words of the manifest; null where nobody says. */
  readonly license: string | null;
}

const textLimit = 256 * 1024;
/** Distributions of one environment that are looked through for a module. */
const mostDistributions = 2000;

/** Whose a file is, by the nearest manifest or licence text. `path` is relative to the reader's folder, with `/`. */
export async function packageAt(reader: FolderReader, path: string): Promise<FilePackage> {
  const parts = path.split('/').slice(0, -1);
  const found =
    (await nodePackage(reader, parts)) ??
    (await pythonPackage(reader, path.split('/'))) ??
    (await composerPackage(reader, parts)) ??
    (await folderOfLicense(reader, parts));
  return found ?? { name: parts.join('/'), version: '', id: parts.join('/'), license: null };
}

async function nodePackage(reader: FolderReader, parts: readonly string[]): Promise<FilePackage | null> {
  const at = parts.lastIndexOf('node_modules');
  const scoped = parts[at + 1]?.startsWith('@') === true;
  const folder = parts.slice(0, at + (scoped ? 3 : 2)).join('/');
  const manifest = at < 0 ? null : await readPackage(reader, folder);
  if (manifest === null) return null;
  const { name, version } = manifest;
  const wanted = { ecosystem: 'npm', name, version, file: '', folder } as const;
  return named(wanted, await new NodeModules(reader, '').find(wanted));
}

async function composerPackage(reader: FolderReader, parts: readonly string[]): Promise<FilePackage | null> {
  const at = parts.lastIndexOf('vendor');
  const name = parts.slice(at + 1, at + 3).join('/');
  const place = parts
    .slice(0, at)
    .map((part) => `${part}/`)
    .join('');
  const wanted = { ecosystem: 'composer', name, version: '', file: '', folder: null } as const;
  const installed = at < 0 ? null : await new ComposerVendor(reader, place).find(wanted);
  return installed === null ? null : named(wanted, installed);
}

async function pythonPackage(reader: FolderReader, parts: readonly string[]): Promise<FilePackage | null> {
  const at = parts.lastIndexOf('site-packages');
  const module = parts[at + 1]?.replace(/\.py$/, '');
  if (at < 0 || module === undefined) return null;
  const packages = parts.slice(0, at + 1).join('/');
  // The environment lies in the project's folder: `.venv/lib/python3.12/site-packages`, `.venv/Lib/site-packages`.
  const depth = parts[at - 1] === 'Lib' ? 2 : 3;
  const place = parts
    .slice(0, Math.max(0, at - depth))
    .map((part) => `${part}/`)
    .join('');
  const environment = await PythonEnvironment.beside(reader, place);
  for (const name of [module, await distributionOf(reader, packages, module)]) {
    if (name === null) continue;
    const wanted = { ecosystem: 'pypi', name, version: '', file: '', folder: null } as const;
    const installed = await environment.find(wanted);
    if (installed !== null) return named({ ...wanted, version: installed.version }, installed);
  }
  return null;
}

/** A distribution may be called otherwise than its module: `top_level.txt` says what it holds. */
async function distributionOf(reader: FolderReader, packages: string, module: string): Promise<string | null> {
  const infos = (await reader.list(packages)).filter(({ name }) => name.endsWith('.dist-info'));
  for (const { name } of infos.slice(0, mostDistributions)) {
    const modules = await reader.text(`${packages}/${name}/top_level.txt`, textLimit);
    if (modules?.split(/\s+/).includes(module) === true) return name.replace(/-[^-]*\.dist-info$/, '');
  }
  return null;
}

/** What no package manager put there: the nearest folder with a licence text. */
async function folderOfLicense(reader: FolderReader, parts: readonly string[]): Promise<FilePackage | null> {
  for (let end = parts.length; end > 0; end--) {
    const folder = parts.slice(0, end).join('/');
    const license = await licenseOfTexts(reader, folder);
    if (license !== null) return { name: parts[end - 1] ?? folder, version: '', id: folder, license };
  }
  return null;
}

function named(
  {
    ecosystem,
    name,
    version,
  }: { readonly ecosystem: 'npm' | 'pypi' | 'composer'; readonly name: string; readonly version: string },
  installed: InstalledPackage | null,
): FilePackage {
  const written = installed?.license ?? null;
  return {
    name,
    version,
    id: purlOf({ ecosystem, name, version }),
    license: written === null ? null : (namedLicense(written) ?? written),
  };
}
