import type { Decisions, PolicyException, PolicyRule } from '../licensing/decisions';
import type { Use } from '../licensing/verdict';
import type { ProjectKind } from './facts';

export type { PolicyException, PolicyRule };

/** `licit.policy.json` (schema: `licit.policy.schema.json` in the package). */
export interface Policy extends Decisions {
  readonly project?: {
    readonly kind?: ProjectKind;
    readonly license?: string;
    readonly use?: Use;
    readonly mau?: number;
    readonly dau?: number;
    readonly revenue?: number;
    readonly monthlyRevenue?: number;
    readonly territory?: readonly string[];
  };
  readonly uses?: readonly { readonly files: string; readonly use: Use }[];
}
