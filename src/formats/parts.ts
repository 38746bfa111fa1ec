import { basename, dirname, join } from 'node:path';

/** More parts than any model has; a name may claim anything. */
const MAX_PARTS = 1024;
const PART = /^(.*)-(\d{5})-of-(\d{5})(\.(?:gguf|safetensors))$/i;

/** One file of a model that is stored in several. */
export interface Part {
  /** 1-based. */
  readonly number: number;
  /** All files of the model in order, this one among them; whether they are there is not known. */
  readonly paths: readonly string[];
}

/**
 * The files that a model is made of, by the name of one: `NAME-00001-of-00003.gguf`, as llama.cpp and transformers name
 * them. null for a file that is a model of its own.
 */
export function partOf(path: string): Part | null {
  const [, name = '', digits = '', total = '', extension = ''] = PART.exec(basename(path)) ?? [];
  const number = Number(digits);
  const count = Number(total);
  if (count < 2 || count > MAX_PARTS || number < 1 || number > count) return null;
  const paths = Array.from({ length: count }, (_, index) =>
    join(dirname(path), `${name}-${String(index + 1).padStart(5, '0')}-of-${total}${extension}`),
  );
  return { number, paths };
}
