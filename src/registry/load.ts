import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import schema from '../../model-registry.schema.json';
import type { RegistryFile } from './file';
import { parseJson } from './json';
import { buildRegistry, type Registry } from './registry';

export type LoadedRegistry =
  | { readonly ok: true; readonly registry: Registry }
  /** One line: which file, where in it, what to do. */
  | { readonly ok: false; readonly message: string };

/**
 * Reads `model-registry.json` and, if given, a registry that is laid over it: its records are added, or take the place of
 * those with the same id. Both are checked against the schema.
 */
export function loadRegistry(file: string, overlayFile?: string): LoadedRegistry {
  const base = readRegistryFile(file);
  if (!base.ok) return base;
  if (overlayFile === undefined) return { ok: true, registry: buildRegistry(base.value) };
  const overlay = readRegistryFile(overlayFile);
  if (!overlay.ok) return overlay;
  const name = overlay.value.name ?? basename(overlayFile);
  return { ok: true, registry: buildRegistry(base.value, { name, file: overlay.value }) };
}

function readRegistryFile(
  file: string,
): { readonly ok: true; readonly value: RegistryFile } | { readonly ok: false; readonly message: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return {
      ok: false,
      message: `The registry ${file} could not be read (${why}): name a file that exists and may be read.`,
    };
  }
  const parsed = parseJson<RegistryFile>(text, schema, 'registry');
  if (parsed.ok) return parsed;
  return {
    ok: false,
    message: `The registry ${file} is not valid: ${parsed.problem}; correct it there, model-registry.schema.json says what is expected.`,
  };
}
