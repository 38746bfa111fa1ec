import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Repetition, repetitionIn } from './repetition';
import { type Coverage, type Limits, ThirdPartyIndex } from './thirdPartyIndex';

/** What is looked for: a completion, and what stands in front of it. */
export interface Sought {
  readonly before: string;
  readonly text: string;
  /** Of the file, e.g. `.ts`. */
  readonly extension: string;
}

/** Finds what a completion repeats of a project's third-party code. */
export interface Finder {
  /** Null when it repeats nothing, as far as is known by now: the index is built meanwhile. */
  find(sought: Sought): Promise<Repetition | null>;
  /** How much was known when the last one was looked for; null before. */
  readonly coverage: Coverage | null;
  dispose(): Promise<void>;
}

/** Whether packages were installed since is looked at so often. Milliseconds. */
const LOOK_AGAIN_MS = 15_000;
/** Nobody waits for the index. */
const REST_MS = 16;
const MANIFESTS = ['node_modules', 'node_modules/.package-lock.json', 'vendor', 'composer.lock', '.venv', 'venv'];

export interface FinderOptions {
  readonly limits?: Limits;
  /** Milliseconds of rest after each few of work. */
  readonly restMs?: number;
}

/** Finds in this process. The index is built from the first question on. */
export class LocalFinder implements Finder {
  private index: ThirdPartyIndex | undefined;
  private building: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();
  private known = { at: Number.NEGATIVE_INFINITY, stamp: '' };

  constructor(
    private readonly root: string,
    private readonly options: FinderOptions = {},
  ) {}

  async find({ before, text, extension }: Sought): Promise<Repetition | null> {
    await this.refresh();
    return this.index === undefined ? null : repetitionIn(this.index, before, text, extension);
  }

  get coverage(): Coverage | null {
    return this.index?.coverage ?? null;
  }

  /** Ends when all is read that will be. */
  async complete(): Promise<void> {
    await this.refresh();
    await this.building;
  }

  async dispose(): Promise<void> {
    this.stop.abort();
    await this.building;
    this.index = undefined;
  }

  /** Begins anew when packages were installed or removed since. */
  private async refresh(): Promise<void> {
    if (this.stop.signal.aborted || performance.now() - this.known.at < LOOK_AGAIN_MS) return;
    this.known = { ...this.known, at: performance.now() };
    const stamp = await stampOf(this.root);
    if (stamp === this.known.stamp && this.index !== undefined) return;
    this.known = { ...this.known, stamp };
    this.index = new ThirdPartyIndex(this.root, this.options.limits);
    const { index, options } = this;
    this.building = this.building.then(() => index.build(options.restMs ?? REST_MS, this.stop.signal));
  }
}

async function stampOf(root: string): Promise<string> {
  const times = MANIFESTS.map(async (name) => (await stat(join(root, name)).catch(() => null))?.mtimeMs ?? 0);
  return (await Promise.all(times)).join(' ');
}
