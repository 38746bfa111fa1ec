import type { Cursor } from '../cursor';
import type { SeenFile, Snippet } from './snippet';

/** Lines of one piece, and of the text around the cursor that it is compared with. */
const WINDOW = 40;
const STEP = 20;
const AROUND = 30;
/** Words that two places have in common, of all that they have: fewer say nothing, more are the place itself. */
const LEAST_ALIKE = 0.08;
const MOST_ALIKE = 0.7;
/** Longer files are looked through up to here. Characters. */
const LOOKED_AT = 120_000;

/** The piece of a file that is most like the surroundings of the cursor; null where none is. */
export function similarIn(file: SeenFile, cursor: Cursor): (Snippet & { readonly alike: number }) | null {
  const here = wordsOf(around(cursor));
  const lines = file.text.slice(0, LOOKED_AT).split(/\r?\n/);
  let best: (Snippet & { readonly alike: number }) | null = null;
  for (let start = 0; start < lines.length; start += STEP) {
    const text = lines.slice(start, start + WINDOW).join('\n');
    const alike = jaccard(here, wordsOf(text));
    if (alike < LEAST_ALIKE || alike > MOST_ALIKE || (best !== null && alike <= best.alike)) continue;
    best = { path: file.path, text, alike };
  }
  return best;
}

function around({ before, after }: Cursor): string {
  return [...before.split('\n').slice(-AROUND), ...after.split('\n').slice(0, AROUND / 3)].join('\n');
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]+/gu));
}

/** Share of the words of both that both have. */
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
