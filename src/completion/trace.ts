import type { PromptPiece, Timings } from '../engine/engine';
import type { NotAsked } from './asking/notAsked';
import type { NoCompletionReason } from './completion';
import type { CodeReference } from './reference/codeReference';
import type { Coverage } from './reference/thirdPartyIndex';

/** Why nothing is shown. */
export type Why =
  | NoCompletionReason
  | NotAsked
  /** There is something, but the user hid the last one a moment ago. */
  | 'backing-off'
  /** The gate does not admit the model. */
  | 'refused'
  /** The model's file cannot be used. */
  | 'no-model'
  /** The engine failed. */
  | 'engine';

/** What the model was asked and said. */
export interface AnswerTrace {
  readonly model: string;
  readonly prompt: readonly PromptPiece[];
  /** Tokens of each piece of the prompt; absent when the model was not reached. */
  readonly pieceTokens?: readonly number[];
  /** The model's own text. */
  readonly raw: string;
  /** Names of the filters that changed it. */
  readonly filters: readonly string[];
  /** What the filters left. */
  readonly text: string;
  readonly confidence: number;
  /** Third-party code that the text repeats. */
  readonly reference?: CodeReference;
  /** How much of that code it was compared with. */
  readonly compared?: Coverage;
  readonly timings: Timings;
  /** Milliseconds from the request to the first line. */
  readonly firstLineMs: number;
}

/** One request for a completion and what came of it. Holds the user's code: kept in memory, never written. */
export interface TraceRecord {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly languageId: string;
  readonly automatic: boolean;
  /** Absent when something was shown. */
  readonly why?: Why;
  /** One line, e.g. the confidence or what the gate said. */
  readonly detail?: string;
  /** Where the answer came from: memory, a request that was under way, or one of its own. */
  readonly source?: 'memory' | 'joined' | 'model';
  readonly answer?: AnswerTrace;
  /** What was shown. */
  readonly shown?: string;
  /** Milliseconds: the pause before the model was asked, the time that a finished suggestion was held back, all in all. */
  readonly pausedMs: number;
  readonly heldMs: number;
  readonly totalMs: number;
  /** What became of the suggestion. */
  readonly fate?: 'accepted' | 'partly' | 'ignored' | 'dismissed';
}

/** The last requests, in memory. */
export class Trace {
  private readonly kept: TraceRecord[] = [];
  private count = 0;

  constructor(private readonly most = 50) {}

  /** Newest first. */
  get records(): readonly TraceRecord[] {
    return this.kept;
  }

  /** Adds a record and returns its id. A request that began earlier than others stands below them, whenever it ended. */
  add(record: Omit<TraceRecord, 'id'>): number {
    const id = ++this.count;
    const later = this.kept.findIndex(({ at }) => at <= record.at);
    const index = later < 0 ? this.kept.length : later;
    // One word typed fast is a dozen requests that were given up; only the last of them says anything.
    const same = record.why === 'cancelled' && this.kept[index]?.why === 'cancelled' ? 1 : 0;
    this.kept.splice(index, same, { id, ...record });
    if (this.kept.length > this.most) this.kept.length = this.most;
    return id;
  }

  /** Says what became of a suggestion. */
  ended(id: number, fate: NonNullable<TraceRecord['fate']>): void {
    const index = this.kept.findIndex((record) => record.id === id);
    const record = this.kept[index];
    if (record !== undefined) this.kept[index] = { ...record, fate };
  }

  clear(): void {
    this.kept.length = 0;
  }
}
