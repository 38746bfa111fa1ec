import type { FimFormat } from '../licensing/artefacts';
import type { Verdict } from '../licensing/verdict';

/** What the file system said of a file when it was judged. `bigint` from `fs.stat(…, { bigint: true })`, kept as decimal strings. */
export interface FileStamp {
  readonly dev: string;
  readonly ino: string;
  readonly size: string;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
}

declare const admitted: unique symbol;

/**
 * A local model file that the gate let in. Only `gate/gate.ts` can make one; the engine takes nothing else, and its worker
 * compares stamp and header again right before it opens the file.
 */
export interface AdmittedModel {
  readonly [admitted]: true;
  readonly path: string;
  readonly sha256: string;
  /** Digest of the file's first `bytes` bytes, which hold the whole GGUF header. */
  readonly header: { readonly bytes: number; readonly sha256: string };
  readonly stamp: FileStamp;
  /** Registry id; null for a model that only an exception lets in. */
  readonly id: string | null;
  readonly name: string;
  readonly verdict: Verdict;
  /** From the registry entry; of a model without one, what its tokens allow. null: it cannot fill in the middle. */
  readonly fim: FimFormat | null;
}
