import parse from 'spdx-expression-parse';

/** One licence of an expression. */
export interface LicenseLeaf {
  readonly kind: 'license';
  /** SPDX id in its current form (`GPL-2.0-only`, never the deprecated `GPL-2.0`) or `LicenseRef-…`. */
  readonly id: string;
  readonly exception?: string;
}

/** An SPDX expression as a tree; `and`/`or` have two parts or more. */
export type Expression = LicenseLeaf | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] };

/** Longer texts are no licence expressions; the parser recurses, so the limit also keeps its stack flat. */
const longest = 4000;

const gnu = /^(A?GPL|LGPL|GFDL)-(\d\.\d)(\+?)$/;

/** The current form of a licence id: what SPDX has deprecated for the GNU licences says `-only` or `-or-later` today. */
function currentId(id: string, plus: boolean): string {
  const old = gnu.exec(id);
  if (old === null) return plus ? `${id}+` : id;
  return `${old[1]}-${old[2]}-${plus || old[3] === '+' ? 'or-later' : 'only'}`;
}

const cache = new Map<string, Expression | null>();

/** The expression as a tree; null where the text is none. Operators may be written in any case, ids not. */
export function parseExpression(text: string): Expression | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const expression = parseUncached(text);
  if (cache.size > 5000) cache.clear();
  cache.set(text, expression);
  return expression;
}

function parseUncached(text: string): Expression | null {
  if (text.length > longest || depth(text) > 100) return null;
  try {
    return fromParser(parse(text.trim().replace(/\s+/g, ' ')));
  } catch {
    return null; // the parser's way of saying that this is no expression
  }
}

function depth(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '(') deepest = Math.max(deepest, ++open);
    if (character === ')') open--;
  }
  return deepest;
}

/** What the parser returns; its types leave the exception out. */
type Parsed =
  | { license: string; plus?: true | undefined; exception?: string }
  | { conjunction: 'and' | 'or'; left: Parsed; right: Parsed };

function fromParser(parsed: Parsed): Expression {
  if ('license' in parsed) {
    const id = currentId(parsed.license, parsed.plus === true);
    return { kind: 'license', id, ...(parsed.exception === undefined ? {} : { exception: parsed.exception }) };
  }
  const kind = parsed.conjunction;
  const parts: Expression[] = [];
  // `a AND (b AND c)` is one list of three: the parser nests to the right, once per operator, so this walk is a loop.
  let rest: Parsed = parsed;
  while ('conjunction' in rest && rest.conjunction === kind) {
    parts.push(fromParser(rest.left));
    rest = rest.right;
  }
  parts.push(fromParser(rest));
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}

/** The expression as text, parentheses only where they are needed. */
export function expressionText(expression: Expression): string {
  if (expression.kind === 'license') {
    return expression.exception === undefined ? expression.id : `${expression.id} WITH ${expression.exception}`;
  }
  const operator = expression.kind === 'and' ? ' AND ' : ' OR ';
  return expression.parts
    .map((part) =>
      expression.kind === 'and' && part.kind === 'or' ? `(${expressionText(part)})` : expressionText(part),
    )
    .join(operator);
}

/** Every licence of the expression, in its order. */
export function leaves(expression: Expression): readonly LicenseLeaf[] {
  return expression.kind === 'license' ? [expression] : expression.parts.flatMap(leaves);
}

/** The licences that every choice the expression leaves has to keep. */
export function unavoidableLeaves(expression: Expression): readonly LicenseLeaf[] {
  if (expression.kind === 'or') return [];
  return expression.kind === 'license' ? [expression] : expression.parts.flatMap(unavoidableLeaves);
}
