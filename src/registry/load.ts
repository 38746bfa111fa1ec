import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import schema from '../../model-registry.schema.json';
import type { RegistryFile } from './file';
import { type ParsedJson, parseJson, readJson } from './json';
import { buildRegistry, type Registry } from './registry';

const lists = ['licenses', 'models', 'datasets', 'families', 'software', 'scoreSources'] as const;

export type LoadedRegistry =
  | { readonly ok: true; readonly registry: Registry }
  /** One line: which file, where in it, what to do. */
  | { readonly ok: false; readonly message: string };

/**
 * Reads `model-registry.json` and, if given, a registry that is laid over it: its records are added, or take the place of
 * those with the same id. The overlay is somebody's own file and is checked against the schema; ours was checked when it was
 * packed (`scripts/registry.mjs check`), and a third of a second at each start would find out nothing more.
 */
export function loadRegistry(file: string, overlayFile?: string): LoadedRegistry {
  const base = readRegistryFile(file, parseOurs);
  if (!base.ok) return base;
  if (overlayFile === undefined) return { ok: true, registry: buildRegistry(base.value) };
  const overlay = readRegistryFile(overlayFile, (text) => parseJson<RegistryFile>(text, schema, 'registry'));
  if (!overlay.ok) return overlay;
  const name = overlay.value.name ?? basename(overlayFile);
  return { ok: true, registry: buildRegistry(base.value, { name, file: overlay.value }) };
}

/** What even our own file must be, in case it was cut short or taken for another; undefined where it is that. */
function frameProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the top level must be an object';
  if (Reflect.get(value, 'version') !== 1) return 'at version: must be 1';
  if (typeof Reflect.get(value, 'date') !== 'string') return 'at date: must be a date';
  const missing = lists.find((list) => !Array.isArray(Reflect.get(value, list)));
  return missing === undefined ? undefined : `at ${missing}: must be a list`;
}

/** Our own file: that its records follow the schema was found out when it was packed. */
function parseOurs(text: string): ParsedJson<RegistryFile> {
  const read = readJson(text);
  if (!read.ok) return read;
  const problem = frameProblem(read.value);
  return problem === undefined ? { ok: true, value: read.value as RegistryFile } : { ok: false, problem };
}

type ReadRegistry =
  | { readonly ok: true; readonly value: RegistryFile }
  | { readonly ok: false; readonly message: string };

function readRegistryFile(file: string, parse: (text: string) => ParsedJson<RegistryFile>): ReadRegistry {
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
  const parsed = parse(text);
  if (parsed.ok) return parsed;
  const message = `The registry ${file} is not valid: ${parsed.problem}; correct it there, model-registry.schema.json says what is expected.`;
  return { ok: false, message };
}
