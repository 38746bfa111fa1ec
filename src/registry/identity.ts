/**
 * How sure we are of what a file is (LAW, Which model is it), from the surest down.
 * `proven`: all bytes are known. `consistent`: everything that can be compared agrees with one entry, or its place says
 * so. `related`: derived from a known model. `contradicted`: its claims and the evidence disagree. `unknown`: the rest.
 */
export type IdentityLevel = 'proven' | 'consistent' | 'related' | 'contradicted' | 'unknown';

/** One thing that was looked at. */
export interface Signal {
  readonly signal:
    | 'sha256'
    | 'norms'
    | 'norms-likeness'
    | 'vocabulary'
    | 'architecture'
    | 'parameters'
    | 'name'
    | 'base'
    | 'license'
    | 'place';
  readonly value: string;
  /** What it says of the file's identity, for a person. */
  readonly says: string;
}

/** What a file says of itself. May tighten a verdict, never loosen it. */
export interface Claims {
  readonly license: string | null;
  readonly name: string | null;
  /** Hub ids or names, as they stand in the file. */
  readonly baseModels: readonly string[];
  readonly datasets: readonly string[];
}

/** A name of several models: any of them may be meant. */
export interface ClaimedFamily {
  readonly name: string;
  /** Registry ids. */
  readonly members: readonly string[];
}

export interface Identity {
  readonly level: IdentityLevel;
  /** What the file is (`proven`, `consistent`), or whose weights it carries or was trained on from (`related` by its norms); else null. */
  readonly resolved: string | null;
  /** Registry ids of models that it claims to be, claims as its base, or is shown to descend from: their terms count too. */
  readonly ancestors: readonly string[];
  /** Revision of `resolved`, where its place or its claims name one. */
  readonly revision?: string;
  /** Names that it claims for itself or its base and that fit several models. */
  readonly families: readonly ClaimedFamily[];
  /** 0..1, for people and reports; verdicts follow the level. */
  readonly confidence: number;
  readonly signals: readonly Signal[];
  readonly claims: Claims;
  /** Where claims and evidence, or claims among themselves, disagree. One sentence each. */
  readonly conflicts: readonly string[];
}
