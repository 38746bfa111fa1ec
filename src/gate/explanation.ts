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
    /** What the registry notes beside the licences, e.g. where a well-known report is wrong. */
    readonly notes?: readonly string[];
    /** How a model was tuned, e.g. `SFT`, `RLHF`, `PPO`. */
    readonly methods?: readonly string[];
  };
  readonly project: ProjectFacts;
  /** Which registry answered; `stale` once it is older than 180 days. */
  readonly registry: { readonly date: string; readonly stale: boolean; readonly overlay?: string };
  /** Said once with every answer. */
  readonly disclaimer: string;
}
