import type { EngineFailure } from '../engine';

/** An expected failure on its way to the barrier in `main.ts`, which makes it a value. */
export class Failed extends Error {
  constructor(readonly failure: EngineFailure) {
    super(failure.message);
  }
}

export function failed(kind: EngineFailure['kind'], message: string): Failed {
  return new Failed({ kind, message });
}
