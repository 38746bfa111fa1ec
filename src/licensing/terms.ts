import type { Use } from './verdict';

/** Where a licence fact was read. `says` quotes or sums up the words that carry the fact. */
export interface Evidence {
  readonly url: string;
  /** ISO date on which the source was opened. */
  readonly checked: string;
  readonly says?: string;
}

/**
 * Who may make a use of the licensed thing.
 * `any`: every project; `noncommercial`: non-commercial and research projects; `research`: research alone;
 * `none`: nobody; `unclear`: the text does not say, or was not read.
 */
export type Grant = 'any' | 'noncommercial' | 'research' | 'none' | 'unclear';

/** Families of share-alike terms; LAW treats each differently (see `copyleft.ts`). */
export type ShareAlikeFamily = 'gpl' | 'lgpl' | 'agpl' | 'mpl' | 'cc-by-sa' | 'data-share-alike' | 'model-share-alike';

export type ThresholdMetric = 'mau' | 'dau' | 'revenue' | 'monthlyRevenue';

/**
 * One duty or limit of a licence. `uses` names the uses it bites on.
 * `notice`, `attribution`, `license-copy` leave a use `allowed`; all others make it `conditional` at least.
 */
export type Condition = {
  readonly text: string;
  readonly uses: readonly Use[];
  /** Bites only on models with one of these tasks (`vision` for the territory clause of Llama 3.2). */
  readonly tasks?: readonly string[];
} & (
  | {
      readonly kind:
        | 'notice'
        | 'attribution'
        | 'license-copy'
        | 'source-offer'
        | 'naming'
        | 'registration'
        | 'revocable';
    }
  | {
      readonly kind: 'threshold';
      readonly metric: ThresholdMetric;
      readonly value: number;
      readonly asOf: string;
      readonly above: 'none' | 'duty';
      /** The value itself is already above. */
      readonly inclusive?: boolean;
    }
  | {
      readonly kind: 'use-restrictions';
      readonly url?: string;
      /** The policy is a document of its own, not part of the licence text. */
      readonly separateDocument?: boolean;
      /** The publisher may change the policy without notice. */
      readonly mayChange?: boolean;
    }
  | {
      readonly kind: 'share-alike';
      readonly family: ShareAlikeFamily;
      readonly reach: 'weights' | 'derivatives' | 'network';
    }
  | { readonly kind: 'territory'; readonly excludes: readonly string[]; readonly clause: 'licence' | 'use-policy' }
);

/** The terms of one licence, as data. */
export interface LicenseTerms {
  /** SPDX identifier, or `LicenseRef-[A-Za-z0-9.-]+`. */
  readonly id: string;
  readonly name: string;
  readonly kind:
    | 'permissive'
    | 'copyleft'
    | 'public-domain'
    | 'content'
    | 'data'
    | 'model'
    | 'service-terms'
    | 'source-available';
  /** Hugging Face `license:` tags that mean exactly this licence. */
  readonly hub: readonly string[];
  readonly url: string;
  readonly grants: Readonly<Record<Use, Grant>>;
  readonly conditions: readonly Condition[];
  /** Patent, litigation, termination and governing-law clauses: shown, not judged. */
  readonly clauses?: readonly string[];
  /** Who grants it, where its own later licence may replace this one (e.g. `Meta`). */
  readonly licensor?: string;
  /** The licence says that what the model generates is free of its terms (FLUX.1-dev, OpenRAIL). */
  readonly freesOutputs?: boolean;
  /** Training another model on outputs makes that model a derivative, or names it (LAW, distilled). */
  readonly bindsStudents?: 'derivative' | 'naming' | 'no-compete';
  /** Why the terms could not be verified; they are judged `review`. */
  readonly unverified?: string;
  readonly notes?: string;
  readonly evidence: readonly Evidence[];
}
