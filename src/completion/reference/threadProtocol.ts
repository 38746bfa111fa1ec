import type { Sought } from './finder';
import type { Repetition } from './repetition';
import type { Coverage } from './thirdPartyIndex';

/** A question to the thread that holds the index. */
export interface Question {
  readonly id: number;
  readonly sought: Sought;
}

/** Its answer; `error` is a bug. */
export type Answer =
  | { readonly id: number; readonly found: Repetition | null; readonly coverage: Coverage | null }
  | { readonly id: number; readonly error: string };

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}

export function readQuestion(message: unknown): Question | null {
  const { id, sought } = fieldsOf(message) ?? {};
  const { before, text, extension } = fieldsOf(sought) ?? {};
  if (typeof id !== 'number' || typeof before !== 'string') return null;
  if (typeof text !== 'string' || typeof extension !== 'string') return null;
  return { id, sought: { before, text, extension } };
}

export function readAnswer(message: unknown): Answer | null {
  const { id, found, error, coverage: covered } = fieldsOf(message) ?? {};
  if (typeof id !== 'number') return null;
  if (typeof error === 'string') return { id, error };
  const coverage = readCoverage(covered);
  if (found === null) return { id, found, coverage };
  const { file, line, tokens, lines } = fieldsOf(found) ?? {};
  if (typeof file !== 'string' || typeof line !== 'number') return null;
  if (typeof tokens !== 'number' || typeof lines !== 'number') return null;
  return { id, found: { file, line, tokens, lines }, coverage };
}

function readCoverage(value: unknown): Coverage | null {
  const { files, state } = fieldsOf(value) ?? {};
  if (typeof files !== 'number') return null;
  return state === 'reading' || state === 'whole' || state === 'cut' ? { files, state } : null;
}
