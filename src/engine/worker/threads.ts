import { availableParallelism, cpus } from 'node:os';

/** Shorter stretches say nothing of the load. Milliseconds. */
const SHORTEST_STRETCH = 250;

/**
 * One thread fewer than there are cores, at least one: the editor keeps a core. ggml's threads wait by spinning, so one that has
 * to share its core stops them all: no more than the cores that others leave free, a core in use counting as the editor's. Half as
 * many to save power.
 */
export function threadsFor(cores: number, busyByOthers: number, saving: boolean): number {
  const free = Math.floor(cores - Math.max(1, busyByOthers) + 0.25);
  const most = saving ? Math.ceil((cores - 1) / 2) : cores - 1;
  return Math.max(1, Math.min(most, free));
}

/** Time in milliseconds that was spent so far: by all processors together, busy or not, by their work, and by ourselves. */
interface Spent {
  readonly all: number;
  readonly busy: number;
  readonly own: number;
}

function spent(): Spent {
  let [all, busy] = [0, 0];
  for (const { times } of cpus()) {
    const worked = times.user + times.nice + times.sys + times.irq;
    busy += worked;
    all += worked + times.idle;
  }
  const { user, system } = process.cpuUsage();
  return { all, busy, own: (user + system) / 1000 };
}

/** How many threads to use now, by what other processes did since it was asked last. */
export class Threads {
  private last: Spent;
  private lastAt: number;
  private busyByOthers = 0;

  constructor(
    private readonly cores: number = availableParallelism(),
    private readonly read: () => Spent = spent,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.last = read();
    this.lastAt = now();
  }

  /** The most that are ever used. */
  get most(): number {
    return threadsFor(this.cores, 0, false);
  }

  current(saving: boolean): number {
    if (this.now() - this.lastAt >= SHORTEST_STRETCH) this.measure();
    return threadsFor(this.cores, this.busyByOthers, saving);
  }

  private measure(): void {
    const { all, busy, own } = this.read();
    const total = all - this.last.all;
    // A share of all processors: in a container they are more than those that are ours.
    const share = total <= 0 ? 0 : (busy - this.last.busy - (own - this.last.own)) / total;
    this.busyByOthers = Math.max(0, Math.min(1, share)) * this.cores;
    this.last = { all, busy, own };
    this.lastAt = this.now();
  }
}
