import type { Filter } from './filter';

/** So often in a row, and a model is going round in circles. */
const ROUNDS = 4;
const SHORTEST_LINE = 4;
/** Something with a letter in it, up to forty characters long, again and again: `"a" | "a" | "a" | "a"`. */
const PERIOD = new RegExp(`(.{2,40}?)\\1{${ROUNDS - 1}}`, 'gu');

/** Cuts a text where it begins to go round in circles: within a line, or line by line. */
export const repetition: Filter = (text) => {
  const lines = text.split('\n');
  const counts = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const circles = [...line.matchAll(PERIOD)].some(([, period]) => /\p{L}/u.test(period ?? ''));
    if (circles) return lines.slice(0, index).join('\n');
    const said = line.trim();
    const count = (counts.get(said) ?? 0) + 1;
    counts.set(said, count);
    if (said.length >= SHORTEST_LINE && count >= ROUNDS) {
      const first = lines.findIndex((other) => other.trim() === said);
      return lines.slice(0, first + 1).join('\n');
    }
  }
  return text;
};
