import type { LiftingGrant } from './artefacts';

/** The grant among these that lifts one term of a subject; only the party whose term it is can grant it. */
export function liftedBy(
  grants: readonly LiftingGrant[],
  subject: string,
  lifts: LiftingGrant['lifts'],
  party: string | undefined,
): LiftingGrant | undefined {
  return grants.find(
    (grant) => grant.subject === subject && grant.lifts === lifts && party !== undefined && sameParty(grant.by, party),
  );
}

/** True when two names mean the same publisher or licensor. */
export function sameParty(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}
