import { totalmem } from 'node:os';

/** Whether a model fits this machine's memory. All sizes in bytes. */
export interface Fit {
  readonly ok: boolean;
  readonly needBytes: number;
  readonly haveBytes: number;
}

/** What Q4_K_M, the usual quantisation, takes per parameter. */
const BYTES_PER_PARAMETER = 4.85 / 8;
/** Context and working buffers, as a share of the weights, and what any model needs beside it. */
const WORKING_SHARE = 0.2;
const WORKING_BYTES = 256 * 1024 * 1024;

/**
 * Memory that a model takes: from its file where it is here, else from its parameters in the usual quantisation.
 * null where neither is known.
 */
export function needBytes(size: { readonly fileBytes?: number; readonly parameters?: number }): number | null {
  const weights = size.fileBytes ?? (size.parameters === undefined ? undefined : size.parameters * BYTES_PER_PARAMETER);
  return weights === undefined ? null : Math.round(weights * (1 + WORKING_SHARE) + WORKING_BYTES);
}

/** Memory of this machine, or of the container that the process runs in. */
export function haveBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** A model of unknown size is not said to fit. */
export function memoryFit(need: number | null, have = haveBytes()): Fit {
  return { ok: need !== null && need <= have, needBytes: need ?? 0, haveBytes: have };
}
