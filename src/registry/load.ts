import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import schema from '../../model-registry.schema.json';
import type { RegistryFile } from './file';
import { parseJson } from './json';
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
  const base = readRegistryFile(file, frame);
  if (!base.ok) return base;
  if (overlayFile === undefined) return { ok: true, registry: buildRegistry(base.value) };
  const overlay = readRegistryFile(overlayFile, schema);
  if (!overlay.ok) return overlay;
  const name = overlay.value.name ?? basename(overlayFile);
  return { ok: true, registry: buildRegistry(base.value, { name, file: overlay.value }) };
}

/** What even our own file must be, in case it was cut short or taken for another. */
const frame = {
  type: 'object',
  required: ['version', 'date', ...lists],
  properties: {
    version: { const: 1 },
    date: { type: 'string' },
    ...Object.fromEntries(lists.map((list) => [list, { type: 'array' }])),
  },
};

type ReadRegistry =
  | { readonly ok: true; readonly value: RegistryFile }
  | { readonly ok: false; readonly message: string };

function readRegistryFile(file: string, against: object): ReadRegistry {
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
  const parsed = parseJson<RegistryFile>(text, against, against === schema ? 'registry' : 'frame');
  if (parsed.ok) return parsed;
  const message = `The registry ${file} is not valid: ${parsed.problem}; correct it there, model-registry.schema.json says what is expected.`;
  return { ok: false, message };
}
