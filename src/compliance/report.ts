import type { Obligation, Reason } from '../licensing/explanation';
import type { Use, Verdict } from '../licensing/verdict';
import type { ProjectFacts } from '../project/facts';

/** 1-based lines and columns, columns in UTF-16 code units, `endColumn` exclusive. */
export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Finding {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly kind: 'model' | 'dataset' | 'package' | 'license' | 'policy' | 'output-use';
  /** Relative to the checked folder, with `/`. */
  readonly file: string;
  /** null: the file as a whole (binaries). */
  readonly range: Range | null;
  /** The cell of a notebook, counted from 1; the message names it, too. */
  readonly cell?: number;
  readonly reference: string;
  /** Registry id or package URL. */
  readonly resolved: string | null;
  readonly use: Use | null;
  readonly license: string | null;
  readonly verdict: Verdict;
  readonly counts: boolean;
  readonly message: string;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** Only with a baseline. */
  readonly new?: boolean;
}

export interface Coverage {
  readonly files: number;
  readonly bytes: number;
  readonly references: number;
  readonly resolved: number;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** `licit check --json`. Lists are sorted by file, line, column, rule. */
export interface CheckReport {
  readonly verdict: Verdict;
  readonly project: ProjectFacts;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  /** Date of the registry that judged; with a note once it is older than 180 days. */
  readonly registry: { readonly date: string; readonly stale: boolean; readonly overlay?: string };
  readonly disclaimer: string;
}
