import { lstat, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** Folders of this machine's user whose layout says what a file is. A folder elsewhere that looks the same says nothing. */
export interface KnownPlaces {
  /** Hugging Face's cache: `models--ORG--NAME/snapshots/REVISION/FILE`. */
  readonly hubCache: string;
  /** Ollama's models: `manifests/HOST/NAMESPACE/NAME/TAG` name the `blobs/sha256-…`. */
  readonly ollama: string;
}

/** What a file's place says. */
export interface Place {
  /** Hub id with `@revision`, or an Ollama `name:tag`. */
  readonly reference: string;
  /** Other names that the place has for the same bytes. */
  readonly others?: readonly string[];
  readonly says: string;
  /** The digest that the place's own records give the file. */
  readonly sha256?: string;
}

/** The user's own folders, as the tools find them. */
export function knownPlaces(env: Readonly<Record<string, string | undefined>> = process.env): KnownPlaces {
  const hubHome = env.HF_HOME ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
  return {
    hubCache: env.HF_HUB_CACHE ?? join(hubHome, 'hub'),
    ollama: env.OLLAMA_MODELS ?? join(homedir(), '.ollama', 'models'),
  };
}

/** What the place of a file says of it; null for any other place. */
export async function placeOf(path: string, places: KnownPlaces): Promise<Place | null> {
  const full = resolve(path);
  return (await hubSnapshot(full, places.hubCache)) ?? (await ollamaPlace(full, places.ollama));
}

/**
 * Names that a path suggests, the most telling first: a hub cache's folder wherever it lies, `publisher/name` of the folders
 * around it, the folder, the file. Anybody may give a folder any name: claims, no more.
 */
export function namesInPath(path: string): readonly string[] {
  const parts = resolve(path).split(sep);
  const file = (parts.at(-1) ?? '').replace(/\.\w+$/, '').replace(/-\d{5}-of-\d{5}$/, '');
  const folder = parts.at(-2) ?? '';
  const publisher = parts.at(-3) ?? '';
  const cached = parts.flatMap((part) => /^models--([^-].*?)--(.+)$/.exec(part)?.slice(1).join('/') ?? []);
  return [...cached, `${publisher}/${folder}`, file, folder].filter((name) => !name.startsWith('/'));
}

async function hubSnapshot(path: string, cache: string): Promise<Place | null> {
  const [repository, snapshots, revision] = inside(path, cache);
  if (repository === undefined || snapshots !== 'snapshots' || revision === undefined) return null;
  const parts = repository.split('--');
  if (parts[0] !== 'models' || parts.length !== 3) return null;
  return {
    reference: `${parts[1]}/${parts[2]}@${revision}`,
    says: `stands in the hub cache as ${parts[1]}/${parts[2]}`,
  };
}

/** Parts of `path` below `folder`; none when it is not below. */
function inside(path: string, folder: string): readonly string[] {
  const parts = relative(resolve(folder), path).split(sep);
  return parts[0] === '..' || parts[0] === '' ? [] : parts;
}

const MAX_MANIFESTS = 2000;
const MAX_MANIFEST_BYTES = 64 * 1024;
const MANIFEST_DEPTH = 4;

/** What an Ollama store, `models`, says of a file in it. */
export async function ollamaPlace(path: string, models: string): Promise<Place | null> {
  const digest = /^sha256-([0-9a-f]{64})$/.exec(basename(path))?.[1];
  if (digest === undefined || dirname(path) !== join(resolve(models), 'blobs')) return null;
  const root = join(resolve(models), 'manifests');
  const names: string[] = [];
  for (const manifest of await filesBelow(root, MANIFEST_DEPTH)) {
    if (await namesModel(manifest, digest)) names.push(ollamaName(relative(root, manifest).split(sep)));
  }
  const [first, ...others] = names.sort();
  if (first === undefined) return null;
  return { reference: first, others, says: `Ollama has it as ${names.join(', ')}`, sha256: digest };
}

/** `registry.ollama.ai/library/qwen2.5-coder/1.5b` → `qwen2.5-coder:1.5b`; other hosts and owners stay in the name. */
export function ollamaName(parts: readonly string[]): string {
  const tag = parts.at(-1) ?? '';
  const owner = parts.slice(0, -1).filter((part) => part !== 'registry.ollama.ai' && part !== 'library');
  return `${owner.join('/')}:${tag}`;
}

async function filesBelow(folder: string, depth: number): Promise<readonly string[]> {
  if (depth === 0) return [];
  let entries: import('node:fs').Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    // Not there or not readable: then nothing is known from here.
    return [];
  }
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(path, depth - 1)));
    else if (entry.isFile()) files.push(path);
    if (files.length >= MAX_MANIFESTS) break;
  }
  return files;
}

async function namesModel(manifest: string, digest: string): Promise<boolean> {
  try {
    if ((await lstat(manifest)).size > MAX_MANIFEST_BYTES) return false;
    const value: unknown = JSON.parse(await readFile(manifest, 'utf8'));
    if (typeof value !== 'object' || value === null || !('layers' in value) || !Array.isArray(value.layers))
      return false;
    return value.layers.some(
      (layer: unknown) =>
        typeof layer === 'object' &&
        layer !== null &&
        'mediaType' in layer &&
        layer.mediaType === 'application/vnd.ollama.image.model' &&
        'digest' in layer &&
        layer.digest === `sha256:${digest}`,
    );
  } catch {
    // Not readable or no manifest: it names nothing.
    return false;
  }
}
