import type { Token } from '../../text/lex';
import { takesPair } from '../calls';
import { closeOf, type Expression, findOutside } from './layout';

/** One of the expressions that another comes down to. */
export interface Alternative extends Expression {
  /** It is tried, and may come to nothing: `x` of `x or a`. */
  readonly isTried: boolean;
}

/** Without the brackets around it and a type behind it. */
export function bare(tokens: readonly Token[], isPython: boolean, { first, end }: Expression): Expression {
  if (tokens[first]?.text === '(' && closeOf(tokens, first, end) === end - 1)
    return bare(tokens, isPython, { first: first + 1, end: end - 1 });
  const cast = isPython ? null : find(tokens, first, end, /^(?:as|satisfies)$/);
  return { first, end: cast ?? end };
}

/** `a if x else b`, `x ? a : b`, `x or a`, `x ?? a`, `x || a`, `get("M", a)`; null for anything else. */
export function alternativesOf(
  tokens: readonly Token[],
  isPython: boolean,
  { first, end }: Expression,
): readonly Alternative[] | null {
  return chosen(tokens, isPython, first, end) ?? fallback(tokens, isPython, first, end);
}

function chosen(
  tokens: readonly Token[],
  isPython: boolean,
  first: number,
  end: number,
): readonly Alternative[] | null {
  const mark = isPython ? find(tokens, first, end, /^if$/) : questionIn(tokens, first, end);
  if (mark === null) return null;
  const other = isPython ? find(tokens, mark, end, /^else$/) : colonOf(tokens, mark, end);
  if (other === null) return null;
  const one = isPython ? { first, end: mark } : { first: mark + 1, end: other };
  return [
    { ...one, isTried: false },
    { first: other + 1, end, isTried: false },
  ];
}

function fallback(
  tokens: readonly Token[],
  isPython: boolean,
  first: number,
  end: number,
): readonly Alternative[] | null {
  const or = isPython
    ? find(tokens, first, end, /^or$/)
    : findOutside(tokens, first, end, ({ text }, at) => /^[?|]$/.test(text) && tokens[at + 1]?.text === text);
  if (or !== null)
    return [
      { first, end: or, isTried: true },
      { first: isPython ? or + 1 : or + 2, end, isTried: false },
    ];
  const open = find(tokens, first, end, /^\($/);
  if (open === null || closeOf(tokens, open, end) !== end - 1) return null;
  if (!takesPair(tokens[open - 1]?.text ?? null)) return null;
  const comma = find(tokens, open + 1, end - 1, /^,$/);
  return comma === null ? null : [{ first: comma + 1, end: end - 1, isTried: false }];
}

function find(tokens: readonly Token[], first: number, end: number, text: RegExp): number | null {
  return findOutside(tokens, first, end, (token) => text.test(token.text));
}

/** Not that of `??` and `?.`. */
function questionIn(tokens: readonly Token[], first: number, end: number): number | null {
  const word = (at: number) => tokens[at]?.text ?? '';
  return findOutside(
    tokens,
    first,
    end,
    ({ text }, at) => text === '?' && word(at - 1) !== '?' && !/^[?.]$/.test(word(at + 1)),
  );
}

/** The colon that belongs to a question mark. */
function colonOf(tokens: readonly Token[], question: number, end: number): number | null {
  let open = 0;
  return findOutside(tokens, question, end, ({ text }, at) => {
    if (questionIn(tokens, at, at + 1) !== null) open++;
    return text === ':' && --open === 0;
  });
}
