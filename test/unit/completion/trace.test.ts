import { describe, expect, it } from 'vitest';
import { Trace, type TraceRecord } from '../../../src/completion/trace';

const record = (at: number, more: Partial<TraceRecord> = {}): Omit<TraceRecord, 'id'> => ({
  at,
  path: 'a.ts',
  line: 1,
  languageId: 'typescript',
  automatic: true,
  pausedMs: 0,
  heldMs: 0,
  totalMs: 1,
  ...more,
});

describe('the trace', () => {
  it('keeps the last requests, the newest first', () => {
    const trace = new Trace(3);
    for (const at of [1, 2, 3, 4]) trace.add(record(at));
    expect(trace.records.map(({ at }) => at)).toEqual([4, 3, 2]);
  });

  it('has them in the order in which they began', () => {
    const trace = new Trace();
    for (const at of [1, 3, 2]) trace.add(record(at));
    expect(trace.records.map(({ at }) => at)).toEqual([3, 2, 1]);
  });

  it('keeps only the last of several in a row that were given up', () => {
    const trace = new Trace();
    trace.add(record(1));
    for (const at of [2, 3, 4]) trace.add(record(at, { why: 'cancelled' }));
    trace.add(record(5, { why: 'unsure' }));
    expect(trace.records.map(({ at }) => at)).toEqual([5, 4, 1]);
  });

  it('hears what became of a suggestion', () => {
    const trace = new Trace();
    const id = trace.add(record(1));
    trace.add(record(2));
    trace.ended(id, 'accepted');
    trace.ended(99, 'ignored');
    expect(trace.records.map(({ fate }) => fate)).toEqual([undefined, 'accepted']);
  });
});
