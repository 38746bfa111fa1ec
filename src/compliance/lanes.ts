/** Runs a task for each item, at most `width` at a time; the results are in the order of the items. Once aborted, it starts no more. */
export async function inLanes<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const open = items.entries();
  const lane = async () => {
    for (const [index, item] of open) {
      if (signal?.aborted === true) return;
      results.set(index, await task(item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
