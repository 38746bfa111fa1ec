import satisfies from 'spdx-satisfies';
import { expressionText, type LicenseLeaf, parseExpression } from './expression';

const compiled = new Map<string, RegExp>();

/** True when the text matches a policy's pattern: `*` stands for any characters, case does not matter. */
export function matchesPattern(text: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    // One `.*` for a run of stars, and no nesting: matching stays linear in practice on names of a few hundred characters.
    const source = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    expression = new RegExp(`^${source.join('.*')}$`, 'is');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/**
 * True when a licence falls under a policy's licence pattern: by name, or because the pattern is a licence that covers it
 * (`GPL-2.0-or-later` covers `GPL-3.0-only`).
 */
export function licenseMatches(leaf: LicenseLeaf, pattern: string): boolean {
  const text = expressionText(leaf);
  if (matchesPattern(text, pattern) || (leaf.exception !== undefined && matchesPattern(leaf.id, pattern))) return true;
  return !pattern.includes('*') && covers(pattern, leaf);
}

const covered = new Map<string, boolean>();

/** True when `approved`, a single licence, covers the leaf by SPDX's ranges. */
export function covers(approved: string, leaf: LicenseLeaf): boolean {
  const key = `${approved}\n${expressionText(leaf)}`;
  const known = covered.get(key);
  if (known !== undefined) return known;
  const answer = coversUncached(approved, leaf);
  if (covered.size > 5000) covered.clear();
  covered.set(key, answer);
  return answer;
}

function coversUncached(approved: string, leaf: LicenseLeaf): boolean {
  const parsed = parseExpression(approved);
  if (parsed?.kind !== 'license') return false;
  if (parsed.id.startsWith('LicenseRef-') || leaf.id.startsWith('LicenseRef-')) return parsed.id === leaf.id;
  // Ranges are of versions; reading two expressions to find that out is slow.
  if (withoutVersion(parsed.id) !== withoutVersion(leaf.id)) return false;
  const reply: unknown = satisfies(expressionText(leaf), spdxList(expressionText(parsed)));
  return reply === true;
}

function withoutVersion(id: string): string {
  return id.replace(/-\d.*$/, '');
}

/** spdx-satisfies 6 takes a list; its published types still describe version 5. */
function spdxList(license: string): string {
  return [license] as unknown as string;
}
