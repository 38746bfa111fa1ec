import { basename } from 'node:path';
import type { ProjectTerms } from '../licensing/context';
import { expressionText, parseExpression } from '../licensing/expression';
import type { Use } from '../licensing/verdict';
import type { Fact, ProjectFacts, ProjectKind } from './facts';
import { ownLicense } from './ownLicense';
import type { Policy } from './policy';

/** Facts that a person gives for one run; absent when not given. */
export interface FactOptions {
  readonly kind?: ProjectKind;
  readonly use?: Use;
  /** SPDX expression or `proprietary`. */
  readonly license?: string;
  readonly mau?: number;
  readonly dau?: number;
  readonly revenue?: number;
  readonly monthlyRevenue?: number;
  readonly territory?: readonly string[];
}

export interface DetectOptions {
  /** The project's folder; undefined: no folder is open. */
  readonly root?: string | undefined;
  readonly options?: FactOptions;
  readonly policy?: { readonly policy: Policy; readonly file: string };
  /** The use where neither option nor policy names one: `assist`, or in a check `by-place`. */
  readonly use?: Use | 'by-place';
  /** In an untrusted workspace neither its policy nor its manifests may make anything milder: only sizes and territory count. */
  readonly trusted?: boolean;
}

/** The facts of a project, each from the strongest source that has it: option, policy, workspace, default (CONTRACT, Project facts). */
export function detectFacts({
  root,
  options = {},
  policy,
  use = 'assist',
  trusted = true,
}: DetectOptions): ProjectFacts {
  const stated = policy?.policy.project ?? {};
  const file = policy === undefined ? '' : basename(policy.file);
  const fact = <T>(option: T | undefined, fromPolicy: T | undefined): Fact<T> | undefined => {
    if (option !== undefined) return { value: option, from: 'option' };
    return fromPolicy === undefined ? undefined : { value: fromPolicy, from: 'policy', file };
  };
  const own = trusted && root !== undefined ? ownLicense(root) : undefined;
  const workspaceLicense: Fact<string> =
    own === undefined
      ? { value: 'proprietary', from: 'default' }
      : { value: own.license, from: 'workspace', file: own.file };
  const sizes = {
    mau: fact(options.mau, stated.mau),
    dau: fact(options.dau, stated.dau),
    revenue: fact(options.revenue, stated.revenue),
    monthlyRevenue: fact(options.monthlyRevenue, stated.monthlyRevenue),
    territory: fact(options.territory, stated.territory),
  };
  const license = fact(options.license, trusted ? stated.license : undefined);
  return {
    kind: fact(options.kind, trusted ? stated.kind : undefined) ?? { value: 'commercial', from: 'default' },
    use: fact<Use | 'by-place'>(options.use, trusted ? stated.use : undefined) ?? { value: use, from: 'default' },
    license:
      license === undefined
        ? workspaceLicense
        : { ...license, value: canonicalLicense(license.value) ?? license.value },
    ...(sizes.mau === undefined ? {} : { mau: sizes.mau }),
    ...(sizes.dau === undefined ? {} : { dau: sizes.dau }),
    ...(sizes.revenue === undefined ? {} : { revenue: sizes.revenue }),
    ...(sizes.monthlyRevenue === undefined ? {} : { monthlyRevenue: sizes.monthlyRevenue }),
    ...(sizes.territory === undefined ? {} : { territory: sizes.territory }),
  };
}

/** `proprietary` or an SPDX expression in its usual form; undefined where the text is neither. For `--license`. */
export function canonicalLicense(text: string): string | undefined {
  if (/^\s*(?:proprietary|unlicensed)\s*$/i.test(text)) return 'proprietary';
  const expression = parseExpression(text);
  return expression === null ? undefined : expressionText(expression);
}

/** The facts as the licence rules take them: values without their sources. */
export function projectTerms(facts: ProjectFacts): ProjectTerms {
  return {
    kind: facts.kind.value,
    license: facts.license.value,
    ...(facts.mau === undefined ? {} : { mau: facts.mau.value }),
    ...(facts.dau === undefined ? {} : { dau: facts.dau.value }),
    ...(facts.revenue === undefined ? {} : { revenue: facts.revenue.value }),
    ...(facts.monthlyRevenue === undefined ? {} : { monthlyRevenue: facts.monthlyRevenue.value }),
    ...(facts.territory === undefined ? {} : { territory: facts.territory.value }),
  };
}

/** What counts of an untrusted workspace's policy: what tightens. */
export function tighteningOnly(policy: Policy): Policy {
  const { project = {}, deny, review, requireDisclosedData } = policy;
  const { kind: _kind, license: _license, use: _use, ...sizes } = project;
  return {
    project: sizes,
    ...(deny === undefined ? {} : { deny }),
    ...(review === undefined ? {} : { review }),
    ...(requireDisclosedData === undefined ? {} : { requireDisclosedData }),
  };
}
