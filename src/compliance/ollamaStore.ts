import { ollamaName } from '../registry/places';

/** One thing that a manifest of Ollama's lists: a model, an adapter, a licence, a template. */
export interface OllamaLayer {
  readonly kind: 'model' | 'adapter' | 'license' | 'other';
  /** `sha256:…` */
  readonly digest: string;
}

/** A manifest of Ollama's store: `manifests/HOST/OWNER/NAME/TAG` beside `blobs/sha256-…`. */
export interface OllamaManifest {
  /** `name:tag`, with the owner where it is not Ollama's own library. */
  readonly name: string;
  readonly layers: readonly OllamaLayer[];
}

const manifestPath = /(?:^|\/)manifests\/((?:[^/]+\/){2,3})([^/]+)$/;
const maxLayers = 100;

/** True for paths at which Ollama keeps its manifests. */
export function isOllamaManifest(path: string): boolean {
  return path.includes('manifests/') && manifestPath.test(path); // a search for a word costs next to nothing
}

/** The folder that holds `manifests` and `blobs`, by the path of a manifest, with a trailing `/`; empty for no folder. */
export function storeOf(path: string): string {
  const at = path.search(manifestPath);
  return path.slice(0, path.startsWith('/', at) ? at + 1 : at);
}

/** Reads a manifest; null for a file that is none. */
export function ollamaManifest(path: string, text: string): OllamaManifest | null {
  const [, folders = '', tag = ''] = manifestPath.exec(path) ?? [];
  if (tag === '' || !text.includes('application/vnd.ollama.image')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // no JSON, no manifest
  }
  if (typeof value !== 'object' || value === null || !('layers' in value) || !Array.isArray(value.layers)) return null;
  const parts = [...folders.split('/').filter((part) => part !== ''), tag];
  return { name: ollamaName(parts), layers: value.layers.slice(0, maxLayers).flatMap(layerOf) };
}

function layerOf(layer: unknown): OllamaLayer[] {
  if (typeof layer !== 'object' || layer === null || !('mediaType' in layer) || !('digest' in layer)) return [];
  const { mediaType, digest } = layer;
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  const kind = /^application\/vnd\.ollama\.image\.(model|adapter|license)$/.exec(String(mediaType))?.[1];
  return [{ kind: kind === 'model' || kind === 'adapter' || kind === 'license' ? kind : 'other', digest }];
}
