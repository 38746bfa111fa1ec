import type { Sought } from './finder';
import type { Repetition } from './repetition';

/** A question to the thread that holds the index. */
export interface Question {
  readonly id: number;
  readonly sought: Sought;
}

/** Its answer; `error` is a bug. */
export type Answer =
  | { readonly id: number; readonly found: Repetition | null }
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
  const { id, found, error } = fieldsOf(message) ?? {};
  if (typeof id !== 'number') return null;
  if (typeof error === 'string') return { id, error };
  if (found === null) return { id, found };
  const { file, line, tokens, lines } = fieldsOf(found) ?? {};
  if (typeof file !== 'string' || typeof line !== 'number') return null;
  if (typeof tokens !== 'number' || typeof lines !== 'number') return null;
  return { id, found: { file, line, tokens, lines } };
}
