import type { PolicyException } from '../licensing/decisions';
import type { Judgement } from '../licensing/explanation';
import type { Verdict } from '../licensing/verdict';
import type { ProjectFacts } from '../project/facts';

/** `licit explain --json`: a judgement, with what was judged and for whom. */
export interface Explanation extends Judgement {
  readonly model: {
    readonly id: string;
    readonly name: string;
    readonly revision?: string;
    readonly known: boolean;
    readonly candidates?: readonly { readonly id: string; readonly verdict: Verdict }[];
  };
  readonly project: ProjectFacts;
  /** Those that were used. */
  readonly exceptions: readonly PolicyException[];
}
