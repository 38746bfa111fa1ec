import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { ModelRecord } from '../licensing/artefacts';
import type { Registry } from '../registry/registry';

/** Where models are looked for. */
export interface ModelPlaces {
  readonly registry: Registry;
  /** The package's `builtin` folder. */
  readonly builtinDir: string;
  /** GGUF files that the user named in settings or options. */
  readonly configured?: readonly string[];
}

export type LocatedModel =
  | { readonly ok: true; readonly path: string; readonly id: string | null }
  | {
      readonly ok: false;
      readonly kind: 'not-installed';
      /** Registry id, where the reference means a known model. */
      readonly id: string | null;
      /** One line that says what to do. */
      readonly message: string;
    };

/** The file behind a reference: a path is itself, a registry model is looked for on this machine. Nothing is judged here. */
export function locateModel(reference: string, places: ModelPlaces): LocatedModel {
  if (looksLikePath(reference)) return { ok: true, path: resolve(reference), id: null };
  const resolution = places.registry.resolve(reference);
  if (resolution.kind !== 'model') {
    const message = `“${reference}” names no model on this machine; give the path of a GGUF file, or see the list with \`licit models\`.`;
    return { ok: false, kind: 'not-installed', id: null, message };
  }
  const { model } = resolution;
  const [path] = filesOf(model, places);
  if (path !== undefined) return { ok: true, path, id: model.id };
  const message = `${model.id} is not on this machine; download its GGUF file and give its path instead.`;
  return { ok: false, kind: 'not-installed', id: model.id, message };
}

/** The model that comes with Licit; null where its file is missing. */
export function builtinModel(places: ModelPlaces): { readonly path: string; readonly id: string } | null {
  for (const model of places.registry.models) {
    const path = builtinFile(model, places.builtinDir);
    if (path !== null) return { path, id: model.id };
  }
  return null;
}

/** Files on this machine that carry the names of the model's published files. What they are is for the gate to say. */
export function filesOf(model: ModelRecord, places: ModelPlaces): readonly string[] {
  const builtin = builtinFile(model, places.builtinDir);
  const names = new Set((model.files ?? []).map((file) => fileName(file.name).toLowerCase()));
  const configured = (places.configured ?? []).filter(
    (path) => names.has(fileName(path).toLowerCase()) && isFile(path),
  );
  return [...(builtin === null ? [] : [builtin]), ...configured];
}

function builtinFile(model: ModelRecord, folder: string): string | null {
  for (const { name } of model.files ?? []) {
    const path = join(folder, fileName(name));
    if (isFile(path)) return path;
  }
  return null;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** True for a reference that means a file: by its form, or because there is such a file. */
export function looksLikePath(reference: string): boolean {
  if (isAbsolute(reference) || /^\.{1,2}[/\\]/.test(reference) || /\.(gguf|safetensors)$/i.test(reference)) return true;
  return isFile(reference);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
