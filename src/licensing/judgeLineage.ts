import { judgeCode, judgeDisclosure, judgeLabel, judgeWeights, unknownBase } from './ancestorEffect';
import type { ModelRecord } from './artefacts';
import { judgeAvailability } from './availability';
import { type Counted, judgeConflicts } from './conflicts';
import type { JudgeContext } from './context';
import { judgeTrainedOn } from './dataEffect';
import type { Artefact, Reason } from './explanation';
import type { Ancestor, Lineage } from './lineage';
import { namesOf } from './names';
import { type Duty, type Outcome, outcomeOf, type Turn } from './outcome';
import { merged, reasonsOf, type Sources } from './reasons';
import { judgeSubject } from './subjectDecisions';
import { judgeTeacher } from './teacherEffect';
import type { Evidence } from './terms';
import { compareVerdicts, strictest, type Use, type Verdict } from './verdict';

/** What the rules say of one artefact of the lineage. */
interface Placed {
  readonly outcome: Outcome;
  readonly artefact: Artefact;
  readonly subject: string;
  readonly path: readonly string[];
  readonly sources?: Sources;
}

/** What the licences say of one use, before exceptions. */
export interface LineageVerdict {
  readonly verdict: Verdict;
  /** The argument, the duties and what would turn the answer; made only where somebody reads them. */
  readonly reasons: () => readonly Reason[];
  readonly duties: () => readonly Duty[];
  readonly turns: () => readonly Turn[];
}

/** Judges everything in a lineage for one use: the strictest counts, every reason is kept. */
export function judgeLineage(lineage: Lineage, use: Use, context: JudgeContext): LineageVerdict {
  const placed: Placed[] = [];
  const counted: Counted[] = [];
  for (const ancestor of lineage.models) judgeAncestor(ancestor, use, context, placed, counted);
  for (const trained of lineage.data) {
    const dataset = context.lookups.dataset(trained.id);
    const outcome = judgeTrainedOn(trained, dataset, use, context);
    const sources = { stated: trained.evidence ?? [], else: dataset?.evidence };
    placed.push({ outcome, artefact: 'data', subject: trained.id, path: trained.path, sources });
    const license = dataset?.license.license ?? null;
    if (dataset !== undefined && license !== null && outcome.steps.some((step) => step.rule === 'data-share-alike')) {
      counted.push({ id: dataset.id, name: dataset.name, license, artefact: 'data', path: trained.path });
    }
  }
  for (const { subject, outcome } of judgeConflicts(counted, use, context)) {
    placed.push({ outcome, artefact: subject.artefact, subject: subject.id, path: subject.path });
  }
  const said = [...decisionsOn(lineage, context), ...(context.also?.(use) ?? [])];
  let verdict = strictest(said.map((reason) => reason.effect));
  for (const { outcome } of placed) if (compareVerdicts(outcome.effect, verdict) > 0) verdict = outcome.effect;
  return {
    verdict,
    reasons: () =>
      merged([
        ...placed.flatMap(({ outcome, artefact, subject, path, sources }) =>
          reasonsOf(outcome, artefact, subject, path, sources),
        ),
        ...said,
      ]),
    // What is denied obliges nobody to anything; the duties of the rest stand.
    duties: () => placed.flatMap(({ outcome }) => (outcome.effect === 'denied' ? [] : outcome.duties)),
    turns: () => placed.flatMap(({ outcome }) => outcome.turns),
  };
}

/** One model of the lineage, as its role asks. */
function judgeAncestor(
  ancestor: Ancestor,
  use: Use,
  context: JudgeContext,
  placed: Placed[],
  counted: Counted[],
): void {
  const { id, record, role, path } = ancestor;
  const add = (outcome: Outcome | undefined, artefact: Artefact, stated?: readonly Evidence[]): void => {
    if (outcome === undefined) return;
    const sources = stated === undefined ? {} : { sources: { stated, else: record?.evidence } };
    placed.push({ outcome, artefact, subject: id, path, ...sources });
  };
  if (record === undefined) {
    add(unknownBase(ancestor), role === 'teacher' ? 'teacher' : 'base');
    return;
  }
  if (role === 'teacher') {
    add(judgeTeacher(ancestor, use, context), 'teacher', ancestor.made?.link.evidence ?? []);
    return;
  }
  const { outcome, counts } = judgeWeights(ancestor, record, use, context);
  add(outcome, role === 'self' ? 'weights' : 'base', record.weights.evidence);
  const license = record.weights.license;
  if (counts && license !== null) counted.push({ id, name: record.name, license, artefact: 'weights', path });
  if (ancestor.made !== undefined && counts) {
    const relabelled = judgeLabel(ancestor, record, outcome.effect, use, context);
    if (relabelled !== undefined) {
      placed.push({
        outcome: relabelled,
        artefact: 'weights',
        subject: ancestor.made.child.id,
        path: path.slice(0, -1),
      });
    }
  }
  if (role !== 'base' && record.code !== null)
    add(judgeCode(record, record.code, use, context), 'code', record.code.evidence);
  add(judgeDisclosure(record, context), 'data');
  if (role !== 'self') return;
  add(judgeAvailability(record, use), 'weights');
  for (const statement of record.statements ?? []) add(intent(record, statement), 'weights');
}

/** What the policy's lists say of the models and data sets by name. */
function decisionsOn(lineage: Lineage, { policy, lookups, asked = [] }: JudgeContext): readonly Reason[] {
  if (policy?.deny === undefined && policy?.review === undefined) return [];
  const models = lineage.models.flatMap(({ id, record, role, path }) => {
    const own = record === undefined ? [id] : [...namesOf(record), ...(lookups.familyNames?.(id) ?? [])];
    return judgeSubject(role === 'self' ? [...own, ...asked] : own, 'model', policy, path);
  });
  const data = lineage.data.flatMap(({ id, path }) => {
    const record = lookups.dataset(id);
    return judgeSubject(record === undefined ? [id] : namesOf(record), 'model', policy, path);
  });
  return [...models, ...data];
}

/** A sentence of intent outside the licence forbids nothing; it is said. */
function intent(model: ModelRecord, statement: NonNullable<ModelRecord['statements']>[number]): Outcome {
  return outcomeOf({
    rule: 'publisher-intent',
    effect: 'allowed',
    license: null,
    text: `${model.publisher} says, outside the licence: ${statement.text}`,
    evidence: statement.evidence,
  });
}
