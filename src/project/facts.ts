import type { ProjectKind } from '../licensing/context';
import type { Use } from '../licensing/verdict';

export type { ProjectKind };
export type FactSource = 'option' | 'policy' | 'workspace' | 'default';

/** A fact about the project and where it was found; `file` is relative to the project, for `policy` and `workspace`. */
export interface Fact<T> {
  readonly value: T;
  readonly from: FactSource;
  readonly file?: string;
}

/** How the project uses a model (CONTRACT, Project facts). Sizes that nobody gave are absent. */
export interface ProjectFacts {
  readonly kind: Fact<ProjectKind>;
  /** `by-place` only in a check without `--use`. */
  readonly use: Fact<Use | 'by-place'>;
  /** SPDX expression or `proprietary`. */
  readonly license: Fact<string>;
  /** Users in a month. */
  readonly mau?: Fact<number>;
  /** Users in a day. */
  readonly dau?: Fact<number>;
  /** US dollars a year. */
  readonly revenue?: Fact<number>;
  /** US dollars a month. */
  readonly monthlyRevenue?: Fact<number>;
  /** ISO 3166-1 alpha-2. */
  readonly territory?: Fact<readonly string[]>;
}
