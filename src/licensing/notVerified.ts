/** `The licence of X is not verified: WHY.` `why` may be a sentence of its own. */
export function notVerified(what: string, why: string | undefined): string {
  return `${what} not verified: ${(why ?? 'no source was opened').replace(/\.\s*$/, '')}.`;
}
