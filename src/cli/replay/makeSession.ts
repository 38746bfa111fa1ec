import type { Session, SessionFile, Step } from './session';

/** Shorter files hold no work to repeat. Characters. */
const SHORTEST = 2000;
/** Of a line this long, some is taken back or accepted in between. Characters. */
const LONG_LINE = 14;

export interface Source {
  readonly path: string;
  readonly text: string;
}

/**
 * Makes a session of files as they are: in the middle of each, some lines are missing, and are typed again, with mistakes taken
 * back, suggestions accepted and looks elsewhere. `random` gives numbers from 0 to 1, `keys` is about the characters of a file.
 */
export function makeSession(sources: readonly Source[], keys: number, random: () => number): Session {
  const files = sources
    .map((source) => fileOf({ ...source, text: source.text.replaceAll('\r\n', '\n') }, keys, random))
    .filter((file) => file !== null);
  return { files };
}

function fileOf({ path, text }: Source, keys: number, random: () => number): SessionFile | null {
  if (text.length < Math.max(SHORTEST, 4 * keys)) return null;
  const begin = text.indexOf('\n', Math.floor(text.length * (0.3 + 0.4 * random())) - keys) + 1;
  // An empty line is left, to type on.
  const end = text.indexOf('\n', begin + keys);
  if (begin === 0 || end < 0) return null;
  const without = text.slice(0, begin) + text.slice(end);
  const steps: Step[] = [{ move: begin }];
  let typed = '';
  const type = (part: string) => {
    if (part === '') return;
    steps.push({ type: part });
    typed += part;
  };
  text
    .slice(begin, end)
    .split(/(?<=\n)/)
    .forEach((line, index) => {
      const cut = line.trim().length < LONG_LINE ? 0 : line.length - Math.ceil(line.trim().length * random());
      type(line.slice(0, cut));
      const [mistake, accepts] = [random(), random()];
      if (cut > 0 && mistake < 0.4) {
        const count = Math.min(cut, 2 + Math.floor(8 * mistake));
        steps.push({ delete: count }, { type: line.slice(cut - count, cut) });
      }
      if (cut > 0 && accepts < 0.5) steps.push({ accept: true });
      type(line.slice(cut));
      if (index % 3 === 2)
        steps.push({ move: elsewhere(without, begin, typed, random) }, { move: begin + typed.length });
    });
  return { path, text: without, steps };
}

/** The end of a line within forty lines of the cursor, or so. */
function elsewhere(without: string, begin: number, typed: string, random: () => number): number {
  const now = without.slice(0, begin) + typed + without.slice(begin);
  const near = Math.floor(begin + typed.length + 1600 * (2 * random() - 1));
  const end = now.indexOf('\n', Math.max(0, near));
  return end < 0 ? now.length : end;
}
