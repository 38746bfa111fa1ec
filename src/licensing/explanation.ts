import type { Relation } from './artefacts';
import type { PolicyException } from './decisions';
import type { Evidence } from './terms';
import type { Use, Verdict } from './verdict';

export type Artefact = 'weights' | 'code' | 'data' | 'base' | 'teacher' | 'outputs' | 'policy' | 'identity';

/** One step of the argument: a rule, applied to one artefact under one licence. */
export interface Reason {
  /** Rule id; its page is `docs/rules/<rule>.md`. */
  readonly rule: string;
  readonly effect: Verdict;
  readonly artefact: Artefact;
  /** Id of what is judged. */
  readonly subject: string;
  readonly license: string | null;
  /** Ids from the model asked about down to the subject. */
  readonly path: readonly string[];
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

export interface Obligation {
  readonly kind:
    | 'notice'
    | 'attribution'
    | 'naming'
    | 'license-copy'
    | 'share-alike'
    | 'use-restrictions'
    | 'threshold'
    | 'territory'
    | 'registration'
    | 'source-offer';
  readonly text: string;
  readonly license: string;
  readonly uses: readonly Use[];
}

/** A fact about the project (or the model) whose change turns the verdict. */
export interface Flip {
  readonly fact: string;
  readonly at: string | number;
  readonly verdict: Verdict;
}

export interface LineageEdge {
  /** The ancestor. */
  readonly id: string;
  readonly relation: Relation | 'trained-on';
  /** The child that was made from it. */
  readonly of: string;
  readonly license: string | null;
}

/** What the licence rules say of one model for one project: `licit explain --json` without project and identity. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly uses: Readonly<Record<Use, Verdict>>;
  readonly licenses: {
    readonly code: string | null;
    readonly weights: string | null;
    readonly data: readonly { readonly name: string; readonly license: string | null }[];
  };
  readonly lineage: readonly LineageEdge[];
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** The project's written exceptions that changed the verdict. */
  readonly exceptions: readonly PolicyException[];
  readonly flips: readonly Flip[];
}
