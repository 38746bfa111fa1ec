import type { Session } from './session';
import { type Assistant, type KeyResult, replay } from './typist';

/** What one assistant's keys came to. */
export interface Side {
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Median of the prompt tokens that a key made it evaluate. */
  readonly promptTokensPerKey: number;
}

/** `licit bench --json`. */
export interface Comparison {
  /** Keys that were answered, by both where there are two. */
  readonly keys: number;
  readonly ours: Side;
  readonly peer?: Side;
  /** Ours to the peer's. */
  readonly ratio?: { readonly median: number; readonly p95: number };
}

/** One key's results, in the order of the assistants. */
export type Turn = readonly KeyResult[];

/** Lets assistants do the same session key by key, by turns, so that a busy moment of the machine meets all of them. */
export async function* byTurns(
  session: Session,
  assistants: readonly Assistant[],
  signal: AbortSignal,
): AsyncGenerator<Turn> {
  const replays = assistants.map((assistant) => replay(session, assistant, signal));
  for (;;) {
    const turn: KeyResult[] = [];
    for (const one of replays) {
      const next = await one.next();
      if (next.done === true) return;
      turn.push(next.value);
    }
    yield turn;
  }
}

/** The comparison of turns of one or two assistants; keys that one of them did not want to answer are left out. */
export function summary(turns: readonly Turn[]): Comparison {
  const counted = turns.filter((turn) => turn.every(({ asked }) => asked));
  const side = (index: number): Side => {
    const results = counted.flatMap((turn) => turn[index] ?? []);
    const times = results.map(({ ms }) => ms);
    const tokens = results.map(({ evaluated }) => evaluated);
    return {
      medianMs: rounded(quantile(times, 0.5)),
      p95Ms: rounded(quantile(times, 0.95)),
      promptTokensPerKey: quantile(tokens, 0.5),
    };
  };
  const ours = side(0);
  if (counted.length === 0 || turns.every((turn) => turn.length < 2)) return { keys: counted.length, ours };
  const peer = side(1);
  const ratio = { median: rounded(ours.medianMs / peer.medianMs), p95: rounded(ours.p95Ms / peer.p95Ms) };
  return { keys: counted.length, ours, peer, ratio };
}

/** The value below which a share of the values lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
