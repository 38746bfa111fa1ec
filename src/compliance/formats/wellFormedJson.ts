/** A half of a UTF-16 pair as `JSON.stringify` writes it; not the same letters behind a backslash that is text itself. */
const half = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** JSON that strict readers take, too: halves of UTF-16 pairs, which names in JSON files may hold, become U+FFFD. */
export function wellFormedJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(half, '$1\ufffd');
}
