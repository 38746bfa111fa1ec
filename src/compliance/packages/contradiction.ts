import { leaves, parseExpression } from '../../licensing/expression';

/** What `identifyLicense` calls words beside a licence that add to it. */
const rider = 'licenseref-rider';

/**
 * True when two manifests of one package name different licences. `GPL-3.0-only` and `GPL-3.0-or-later` are the same text, so
 * they are no contradiction; words that are no expression can't be compared.
 */
export function manifestsDiffer(one: string, other: string): boolean {
  const a = idsOf(one);
  const b = idsOf(other);
  return a !== null && b !== null && (a.some((id) => !b.includes(id)) || b.some((id) => !a.includes(id)));
}

/**
 * True when the licence text of a package is not what its manifest names: another licence altogether, or the named one with
 * a clause added. Further licences beside it are those of works that it bundles.
 */
export function textContradicts(manifest: string, text: string): boolean {
  const named = idsOf(manifest);
  const found = idsOf(text);
  if (named === null || found === null) return false;
  const others = found.filter((id) => !named.includes(id));
  return others.length > 0 && (others.length === found.length || others.every((id) => id === rider));
}

function idsOf(expression: string): readonly string[] | null {
  const parsed = parseExpression(expression);
  return parsed === null ? null : leaves(parsed).map(({ id }) => id.toLowerCase().replace(/-(?:only|or-later)$/, ''));
}
