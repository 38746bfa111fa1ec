import { judgeCode, judgeDisclosure, judgeLabel, judgeWeights, unknownBase } from './ancestorEffect';
import type { ModelRecord } from './artefacts';
import { judgeAvailability } from './availability';
import { verdictOf } from './conclude';
import { type Counted, judgeConflicts } from './conflicts';
import type { JudgeSetting } from './context';
import { judgeTrainedOn } from './dataEffect';
import type { Artefact, Reason } from './explanation';
import type { JudgedTerms } from './judgeEditions';
import type { Ancestor, Lineage } from './lineage';
import { namesOf } from './names';
import { dutiesOf, nothing, type Outcome, type Outcomes, outcomeOf } from './outcome';
import { merged, reasonsOf, type Sources } from './reasons';
import { judgeSubject } from './subjectDecisions';
import { judgeTeacher } from './teacherEffect';
import type { Evidence } from './terms';
import { handsOn, stricter, type Use, type Verdict } from './verdict';

/** What the rules say of one artefact of the lineage. */
interface Placed {
  readonly outcomes: Outcomes;
  readonly artefact: Artefact;
  readonly subject: string;
  readonly path: readonly string[];
  readonly sources?: Sources;
}

/** Judges everything in a lineage: the strictest counts, every reason is kept. */
export function judgeLineage(lineage: Lineage, context: JudgeSetting): JudgedTerms {
  const placed: Placed[] = [];
  const counted: Counted[] = [];
  for (const ancestor of lineage.models) judgeAncestor(ancestor, context, placed, counted);
  for (const trained of lineage.data) {
    const dataset = context.lookups.dataset(trained.id);
    const outcomes = judgeTrainedOn(trained, dataset, context);
    const sources = { stated: trained.evidence ?? [], else: dataset?.evidence };
    placed.push({ outcomes, artefact: 'data', subject: trained.id, path: trained.path, sources });
    const license = dataset?.license.license ?? null;
    if (dataset !== undefined && license !== null && isShareAlike(outcomes)) {
      counted.push({ id: dataset.id, name: dataset.name, license, artefact: 'data', path: trained.path });
    }
  }
  for (const { subject, outcome } of judgeConflicts(counted, context)) {
    const outcomes = (use: Use) => (handsOn(use) ? outcome : nothing);
    placed.push({ outcomes, artefact: subject.artefact, subject: subject.id, path: subject.path });
  }
  const decided = decisionsOn(lineage, context);
  const said = (use: Use) => [...decided, ...(context.also?.(use) ?? [])];
  return {
    verdict: (use) => {
      let verdict: Verdict = decided.length === 0 && context.also === undefined ? 'allowed' : verdictOf(said(use));
      // Judging all models comes down to this loop.
      for (let next = 0; next < placed.length && verdict !== 'denied'; next++) {
        const effect = placed[next]?.outcomes(use).effect ?? 'allowed';
        if (effect !== 'allowed' && effect !== verdict) verdict = stricter(verdict, effect);
      }
      return verdict;
    },
    reasons: (use) =>
      merged([
        ...placed.flatMap(({ outcomes, artefact, subject, path, sources }) =>
          reasonsOf(outcomes(use), artefact, subject, path, sources),
        ),
        ...said(use),
      ]),
    duties: (use) => placed.flatMap(({ outcomes }) => dutiesOf(outcomes(use))),
    turns: (use) => placed.flatMap(({ outcomes }) => outcomes(use).turns),
  };
}

/** Whether a data set's share-alike counts where the weights are handed on, by whatever of the two uses. */
function isShareAlike(outcomes: Outcomes): boolean {
  return outcomes('ship').steps.some((step) => step.rule === 'data-share-alike');
}

/** One model of the lineage, as its role asks. */
function judgeAncestor(ancestor: Ancestor, context: JudgeSetting, placed: Placed[], counted: Counted[]): void {
  const { id, record, role, path } = ancestor;
  const add = (outcomes: Outcomes | undefined, artefact: Artefact, stated?: readonly Evidence[]): void => {
    if (outcomes === undefined) return;
    const sources = stated === undefined ? {} : { sources: { stated, else: record?.evidence } };
    placed.push({ outcomes, artefact, subject: id, path, ...sources });
  };
  if (record === undefined) {
    const unknown = unknownBase(ancestor);
    add(() => unknown, role === 'teacher' ? 'teacher' : 'base');
    return;
  }
  if (role === 'teacher') {
    add(judgeTeacher(ancestor, context), 'teacher', ancestor.made?.link.evidence ?? []);
    return;
  }
  const { outcomes, counts } = judgeWeights(ancestor, record, context);
  add(outcomes, role === 'self' ? 'weights' : 'base', record.weights.evidence);
  const license = record.weights.license;
  if (counts && license !== null) counted.push({ id, name: record.name, license, artefact: 'weights', path });
  if (ancestor.made !== undefined && counts) {
    const relabelled = judgeLabel(ancestor, record, outcomes, context);
    if (relabelled !== undefined) {
      placed.push({
        outcomes: relabelled,
        artefact: 'weights',
        subject: ancestor.made.child.id,
        path: path.slice(0, -1),
      });
    }
  }
  if (role !== 'base' && record.code !== null)
    add(judgeCode(record, record.code, context), 'code', record.code.evidence);
  add(judgeDisclosure(record, context), 'data');
  if (role !== 'self') return;
  add(judgeAvailability(record), 'weights');
  for (const statement of record.statements ?? []) {
    const said = intent(record, statement);
    add(() => said, 'weights');
  }
}

/** What the policy's lists say of the models and data sets by name. */
function decisionsOn(lineage: Lineage, { policy, lookups, asked = [] }: JudgeSetting): readonly Reason[] {
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
