import { join, resolve } from 'node:path';
import type { ExplainSetting } from '../gate/explain';
import { USES, type Use } from '../licensing/verdict';
import { isCountryCode } from '../project/countryCode';
import { canonicalLicense, detectFacts, type FactOptions } from '../project/detect';
import type { Policy } from '../project/policy';
import { POLICY_FILE, readPolicy } from '../project/policyFile';
import type { OptionValues, Terminal } from './command';
import { openRegistry } from './installation';

/** Project facts, as every command that judges takes them (CONTRACT, Project facts). */
export const projectOptions = {
  project: {
    kind: 'choice',
    choices: ['commercial', 'noncommercial', 'research'],
    describe: 'What kind of project this is.',
  },
  use: { kind: 'choice', choices: USES, describe: 'What the project does with models.' },
  license: { kind: 'text', value: 'EXPRESSION|proprietary', describe: "The project's own licence." },
  mau: { kind: 'number', value: 'N', minimum: 0, describe: 'Its users in a month.' },
  dau: { kind: 'number', value: 'N', minimum: 0, describe: 'Its users in a day.' },
  revenue: { kind: 'number', value: 'USD', minimum: 0, describe: 'Its revenue in a year.' },
  'monthly-revenue': {
    kind: 'number',
    value: 'USD',
    minimum: 0,
    describe: 'Its revenue in a month.',
  },
  territory: { kind: 'text', value: 'CC[,CC…]', describe: 'Where it is used: ISO 3166-1 country codes.' },
  policy: { kind: 'text', value: 'FILE', describe: `Use this policy instead of the project's ${POLICY_FILE}.` },
  'no-exceptions': { kind: 'flag', describe: "Ignore the policy's exceptions." },
  registry: { kind: 'text', value: 'FILE', describe: 'Lay this registry over ours.' },
} as const;

export type ProjectValues = OptionValues<typeof projectOptions>;

export type OpenedProject =
  | { readonly ok: true; readonly setting: ExplainSetting }
  | { readonly ok: false; readonly message: string };

/**
 * Registry, policy and facts for one run. `root`: the project's folder, null where there is none. `use`: what is judged where
 * neither option nor policy names a use.
 */
export function openProject(
  values: ProjectValues,
  root: string | null,
  use: Use | 'by-place',
  terminal: Terminal,
): OpenedProject {
  const options = factOptions(values);
  if (typeof options === 'string') return { ok: false, message: options };
  const registry = openRegistry(values.registry === undefined ? undefined : resolve(terminal.cwd, values.registry));
  if (!registry.ok) return registry;
  const policy = openPolicy(values.policy === undefined ? undefined : resolve(terminal.cwd, values.policy), root);
  if (!policy.ok) return policy;
  const { file } = policy;
  const kept: Policy = values['no-exceptions'] === true ? { ...policy.policy, exceptions: [] } : policy.policy;
  const facts = detectFacts({
    root: root ?? undefined,
    options,
    use,
    ...(file === null ? {} : { policy: { policy: kept, file } }),
  });
  return { ok: true, setting: { registry: registry.registry, facts, policy: kept, today: today(terminal) } };
}

type OpenedPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly file: string | null }
  | { readonly ok: false; readonly message: string };

function openPolicy(given: string | undefined, root: string | null): OpenedPolicy {
  if (given === undefined && root === null) return { ok: true, policy: {}, file: null };
  const read = readPolicy(given ?? join(root ?? '', POLICY_FILE));
  if (read.ok) return read;
  if (given === undefined && read.kind === 'missing') return { ok: true, policy: {}, file: null };
  return { ok: false, message: read.message };
}

/** The facts that were given as options, or what is wrong with one. */
function factOptions(values: ProjectValues): FactOptions | string {
  const license = values.license === undefined ? undefined : canonicalLicense(values.license);
  if (values.license !== undefined && license === undefined) {
    return `--license takes an SPDX expression or proprietary, not '${values.license}'`;
  }
  const territory = values.territory?.toUpperCase().split(',');
  const wrong = territory?.find((code) => !isCountryCode(code));
  if (wrong !== undefined) return `--territory takes two-letter country codes such as DE,FR, not '${values.territory}'`;
  return {
    ...(values.project === undefined ? {} : { kind: values.project }),
    ...(values.use === undefined ? {} : { use: values.use }),
    ...(license === undefined ? {} : { license }),
    ...(values.mau === undefined ? {} : { mau: values.mau }),
    ...(values.dau === undefined ? {} : { dau: values.dau }),
    ...(values.revenue === undefined ? {} : { revenue: values.revenue }),
    ...(values['monthly-revenue'] === undefined ? {} : { monthlyRevenue: values['monthly-revenue'] }),
    ...(territory === undefined ? {} : { territory }),
  };
}

/** Today's ISO date; that of `SOURCE_DATE_EPOCH` where a build wants the same bytes tomorrow. */
export function today(terminal: Terminal): string {
  return (buildTime(terminal) ?? new Date().toISOString()).slice(0, 10);
}

/** ISO time of `SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/source-date-epoch/); null where it is not set. */
export function buildTime(terminal: Terminal): string | null {
  const epoch = terminal.env.SOURCE_DATE_EPOCH ?? '';
  return /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000).toISOString().replace('.000Z', 'Z') : null;
}
