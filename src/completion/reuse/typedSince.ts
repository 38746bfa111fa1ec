/**
 * Text this close to the cursor has to be the same for an answer to hold. Characters; a place always comes with more of them
 * than this on either side, unless the document begins or ends there.
 */
const NEAR = 2048;

/** Whether two texts that end at a cursor are the same near it. */
export function sameBefore(a: string, b: string): boolean {
  return a.length === b.length || (a.length >= NEAR && b.length >= NEAR) ? a.slice(-NEAR) === b.slice(-NEAR) : false;
}

/** Whether two texts that begin at a cursor are the same near it. */
export function sameAfter(a: string, b: string): boolean {
  if (a.length !== b.length && (a.length < NEAR || b.length < NEAR)) return false;
  return a.slice(0, NEAR) === b.slice(0, NEAR);
}

/**
 * What was typed between two moments, from what stood before the cursor then and now; null when something else happened, or
 * more than `longest` characters were typed.
 */
export function typedSince(then: string, now: string, longest: number): string | null {
  if (then.length < NEAR || now.length < NEAR) {
    const typed = now.length - then.length;
    return typed >= 0 && typed <= longest && now.startsWith(then) ? now.slice(then.length) : null;
  }
  const near = then.slice(-NEAR);
  for (let typed = 0; typed <= longest && now.length - typed >= NEAR; typed++) {
    if (now.endsWith(near, now.length - typed)) return now.slice(now.length - typed);
  }
  return null;
}
