import type { ModelRecord } from '../licensing/artefacts';
import type { JudgeContext } from '../licensing/context';
import type { Reason } from '../licensing/explanation';
import { judgeExpression } from '../licensing/expressionEffect';
import { judge } from '../licensing/judge';
import { judgeUnknown } from '../licensing/judgeUnknown';
import type { RuleId } from '../licensing/rules';
import { compareVerdicts, type Use, type Verdict } from '../licensing/verdict';
import type { ClaimedFamily, Identity } from '../registry/identity';
import type { Registry } from '../registry/registry';
import { explainSeveral } from './explainSeveral';
import type { Explanation } from './explanation';
import { frame, judgeContext } from './frame';
import type { FileQuestion } from './gate';

/** Judges a file by its identity (LAW, Which model is it): what it says of itself may tighten the verdict, never loosen it. */
export function explainFile(question: FileQuestion): Explanation {
  const { identity, registry, sha256, use } = question;
  const context = { ...judgeContext(question), use };
  const setting = question;
  const record = identity.resolved === null ? undefined : registry.model(identity.resolved);
  const known = record !== undefined && (identity.level === 'proven' || identity.level === 'consistent');
  if (known) {
    const also = (use: Use) =>
      identity.level === 'proven'
        ? []
        : [claimedReason(record, identity), ...claimedLicense(record, identity, registry, { ...context, use })];
    const revision = identity.revision === undefined ? {} : { revision: identity.revision };
    const excepted = { model: record.id, sha256, ...revision };
    const judgement = judge(record, { ...context, ...revision, also, excepted });
    return frame({ id: record.id, name: record.name, ...revision, known: true }, judgement, setting);
  }
  const name = question.name;
  const ancestors = [...new Set([...(record === undefined ? [] : [record.id]), ...identity.ancestors])].filter(
    (id) => registry.model(id) !== undefined,
  );
  // Exceptions for a file that is not known to be a model count by its digest alone: its name is a claim.
  const excepted = { sha256 };
  // A file may call itself by a model's id; it is not that model.
  const id = registry.model(name) === undefined ? name : `sha256:${sha256}`;
  const asked = [name, ...identity.claims.baseModels];
  const claimed = (use: Use) => [
    ...unknownReasons(id, identity, registry, { ...context, use }),
    ...identity.families.map((family) => familyReason(id, family, registry, { ...context, use })),
  ];
  if (ancestors.length === 0) {
    const judgement = judgeUnknown({ id, name }, { ...context, asked, also: claimed, excepted });
    return frame({ id, name, known: false }, judgement, setting);
  }
  const also = (use: Use) => [...claimed(use), derivedReason(id, ancestors, identity)];
  const judgement = judge(derivedRecord(id, name, ancestors, identity), { ...context, asked, also, excepted });
  return frame({ id, name, known: false }, judgement, setting);
}

function reason(rule: RuleId, effect: Verdict, subject: string, text: string, license: string | null = null): Reason {
  return { rule, effect, artefact: 'identity', subject, license, path: [subject], text, evidence: [] };
}

function claimedReason(record: ModelRecord, identity: Identity): Reason {
  const says = identity.signals.map((signal) => signal.says).join('; ');
  return reason(
    'identity-claimed',
    'conditional',
    record.id,
    `The file is ${record.id} by what it says and looks like, not by its digest${says === '' ? '' : `: ${says}`}.`,
  );
}

/** A licence that the file claims for itself counts where it is stricter than the registry's. */
function claimedLicense(
  record: ModelRecord,
  identity: Identity,
  registry: Registry,
  context: JudgeContext,
): readonly Reason[] {
  const claimed = claimedExpression(identity, registry);
  if (claimed === undefined || claimed === record.weights.license) return [];
  const licensed = { prefix: 'weights', ancestor: false, tasks: record.tasks } as const;
  const { effect } = judgeExpression(claimed, context, licensed)(context.use);
  if (compareVerdicts(effect, 'conditional') <= 0) return [];
  return [
    reason(
      'identity-claims-licence',
      effect,
      record.id,
      `The file says of itself that it is under ${claimed}, which is stricter than what the registry knows.`,
      claimed,
    ),
  ];
}

function claimedExpression(identity: Identity, registry: Registry): string | undefined {
  const { license } = identity.claims;
  return license === null ? undefined : (registry.licenseOfHubTag(license)?.id ?? registry.license(license)?.id);
}

/** What is said of a file that is no known model. */
function unknownReasons(
  name: string,
  identity: Identity,
  registry: Registry,
  context: JudgeContext,
): readonly Reason[] {
  const reasons = identity.conflicts.map((conflict) => reason('identity-contradicted', 'review', name, conflict));
  const claimed = claimedExpression(identity, registry);
  if (claimed === undefined) return reasons;
  const { effect } = judgeExpression(claimed, context, { prefix: 'weights', ancestor: false, tasks: [] })(context.use);
  const counted: Verdict = effect === 'denied' ? 'denied' : 'allowed';
  return [
    ...reasons,
    reason(
      'identity-claims-licence',
      counted,
      name,
      `The file says of itself that it is under ${claimed}: a claim may forbid, it cannot permit.`,
      claimed,
    ),
  ];
}

/** It claims a name of several models: any of them may be meant, so it is denied only where all of them are. */
function familyReason(id: string, { name, members }: ClaimedFamily, registry: Registry, context: JudgeContext): Reason {
  const records = members.flatMap((member) => registry.model(member) ?? []);
  const { uses } = explainSeveral({ id: name, names: [], members: records, as: 'name' }, context).judgement;
  const effect = uses[context.use] === 'denied' ? 'denied' : 'review';
  const text = `The file names ${name}, which is the name of several models: ${members.join(', ')}.`;
  return {
    ...reason('name-ambiguous', effect, id, text),
    evidence: records.flatMap((record) => record.weights.evidence.slice(0, 1)),
  };
}

function derivedReason(name: string, ancestors: readonly string[], identity: Identity): Reason {
  const list = ancestors.join(', ');
  switch (identity.level) {
    case 'related':
      return reason(
        'identity-related',
        'review',
        name,
        `The file is derived from ${list}, and is not that model itself: it inherits those terms, and a person has to find out what else is in it.`,
      );
    case 'contradicted':
      return reason(
        'identity-contradicted',
        'review',
        name,
        `The file contradicts what it claims to be; what it names counts nevertheless: ${list}.`,
      );
    default:
      return reason(
        'identity-unknown',
        'review',
        name,
        `The registry does not know this file. It names ${list}, whose terms count as far as they forbid.`,
      );
  }
}

/** The file as a model of its own, made from what it claims or is shown to descend from. */
function derivedRecord(id: string, name: string, ancestors: readonly string[], identity: Identity): ModelRecord {
  return {
    id,
    name,
    publisher: '',
    availability: 'open',
    aliases: {},
    tasks: [],
    code: null,
    weights: {
      license: null,
      evidence: [],
      unverified:
        identity.claims.license === null ? 'the file names none' : `the file claims “${identity.claims.license}”`,
    },
    bases: ancestors.map((id) => ({ id, relation: 'finetune' as const })),
    data: [],
    disclosure: 'undisclosed',
  };
}
