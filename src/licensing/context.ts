import type { DatasetRecord, ModelRecord } from './artefacts';
import type { Decisions } from './decisions';
import type { Excepted } from './exceptions';
import type { Reason } from './explanation';
import type { LicenseTerms } from './terms';
import type { Use } from './verdict';

export type ProjectKind = 'commercial' | 'noncommercial' | 'research';

/** What the rules need to know of a project. A size that nobody gave is absent: it is presumed to meet every threshold, and shown. */
export interface ProjectTerms {
  readonly kind: ProjectKind;
  /** SPDX expression or `proprietary`. */
  readonly license: string;
  /** Users in a month. */
  readonly mau?: number;
  /** Users in a day. */
  readonly dau?: number;
  /** US dollars a year. */
  readonly revenue?: number;
  /** US dollars a month. */
  readonly monthlyRevenue?: number;
  /** ISO 3166-1 alpha-2, and `EU`. */
  readonly territory?: readonly string[];
}

/** Where the rules look up what a record names. Ids are exact. */
export interface Lookups {
  license(id: string): LicenseTerms | undefined;
  model(id: string): ModelRecord | undefined;
  dataset(id: string): DatasetRecord | undefined;
  /** Family names that a model goes by as well. */
  familyNames?(model: string): readonly string[];
}

/** What a judgement depends on beside the use. */
export interface JudgeSetting {
  readonly facts: ProjectTerms;
  readonly lookups: Lookups;
  readonly policy?: Decisions;
  /** ISO date against which exceptions expire. */
  readonly today: string;
  /** What an exception has to name to count; without it, the model's id. */
  readonly excepted?: Excepted;
  /** Revision that was asked for. */
  readonly revision?: string;
  /** The names by which it was asked for: a policy may use them, too. */
  readonly asked?: readonly string[];
  /** What is known beside the licences (identity, re-upload, tag), for each use. */
  readonly also?: (use: Use) => readonly Reason[];
}

/** Everything a judgement depends on; the same context gives the same answer. `use` is the one whose argument is wanted. */
export interface JudgeContext extends JudgeSetting {
  readonly use: Use;
}
