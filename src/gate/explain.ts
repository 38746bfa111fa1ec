import type { Reason } from '../licensing/explanation';
import { judge } from '../licensing/judge';
import { judgeDataset } from '../licensing/judgeDataset';
import { judgeFactAlone } from '../licensing/judgeFactAlone';
import { judgeUnknown } from '../licensing/judgeUnknown';
import type { RuleId } from '../licensing/rules';
import type { Resolution } from '../registry/resolve';
import { explainSeveral } from './explainSeveral';
import { type ExplainSetting, frame, judgeContext } from './frame';

export { explainFile } from './explainFile';
export { DISCLAIMER, type ExplainSetting } from './frame';

import type { Explanation } from './explanation';

/** `licit explain REF`: what a reference means, and whether this project may do this with it. Files: `explainFile`. */
export function explain(reference: string, setting: ExplainSetting): Explanation {
  return explainResolution(setting.registry.resolve(reference), setting);
}

/** The same for a reference that was looked up already. */
export function explainResolution(resolution: Resolution, setting: ExplainSetting): Explanation {
  const context = { ...judgeContext(setting), asked: resolution.asked };
  switch (resolution.kind) {
    case 'model': {
      const { model, revision } = resolution;
      const reasons = resolutionReasons(resolution);
      const judgement = judge(model, {
        ...context,
        also: () => reasons,
        ...(revision === undefined ? {} : { revision }),
      });
      const named = { id: model.id, name: model.name, ...(revision === undefined ? {} : { revision }) };
      const made = model.methods === undefined ? {} : { methods: model.methods };
      return frame({ ...named, known: true, ...notes(model.notes), ...made }, judgement, setting);
    }
    case 'family': {
      const { family, members, missing, asked } = resolution;
      const names = [...family.names, ...asked];
      const found = explainSeveral({ id: family.id, names, members, missing, as: 'name' }, context);
      const { sense } = family;
      return frame(
        {
          id: family.id,
          name: family.names[0] ?? family.id,
          known: found.sameTerms || sense !== undefined,
          candidates: found.candidates,
          ...notes(sense === undefined ? family.notes : [sense, ...(family.notes ?? [])]),
        },
        found.judgement,
        setting,
      );
    }
    case 'ambiguous': {
      const { name, candidates, unknownTag } = resolution;
      const as = unknownTag ? 'unknown-tag' : 'name';
      const found = explainSeveral({ id: name, names: resolution.asked, members: candidates, as }, context);
      const known = !unknownTag && found.sameTerms;
      return frame({ id: name, name, known, candidates: found.candidates }, found.judgement, setting);
    }
    case 'tag': {
      const { tag, models, asked } = resolution;
      const found = explainSeveral({ id: tag, names: asked, members: models, as: 'tag' }, context);
      return frame({ id: tag, name: tag, known: true, candidates: found.candidates }, found.judgement, setting);
    }
    case 'dataset': {
      const { dataset, revision } = resolution;
      const at = revision === undefined ? {} : { revision };
      const named = { id: dataset.id, name: dataset.name, ...at };
      const judgement = judgeDataset(dataset, { ...context, ...at });
      return frame({ ...named, known: true, ...notes(dataset.notes) }, judgement, setting);
    }
    case 'software': {
      const { software } = resolution;
      const thing = {
        id: software.id,
        name: software.names[0] ?? software.id,
        names: software.names,
        license: software.license,
        prefix: 'package',
        artefact: 'code',
      } as const;
      return frame(
        { id: thing.id, name: thing.name, known: true, ...notes(software.notes) },
        judgeFactAlone(thing, context),
        setting,
      );
    }
    case 'scoreSource': {
      const { scoreSource } = resolution;
      const thing = {
        id: scoreSource.id,
        name: scoreSource.names[0] ?? scoreSource.id,
        names: scoreSource.names,
        license: scoreSource.license,
        prefix: 'data',
        artefact: 'data',
      } as const;
      return frame(
        { id: thing.id, name: thing.name, known: true, ...notes(scoreSource.notes) },
        judgeFactAlone(thing, context),
        setting,
      );
    }
    case 'unknown': {
      const { reference, revision } = resolution;
      const named = { id: reference, name: reference, ...(revision === undefined ? {} : { revision }) };
      const excepted = { model: reference, ...(revision === undefined ? {} : { revision }) };
      return frame(
        { ...named, known: false },
        judgeUnknown({ id: reference, name: reference }, { ...context, excepted }),
        setting,
      );
    }
  }
}

function notes(list: readonly string[] | undefined): { readonly notes?: readonly string[] } {
  return list === undefined || list.length === 0 ? {} : { notes: list };
}

/** How the reference led to the model, where that is not obvious. */
function resolutionReasons(resolution: Extract<Resolution, { kind: 'model' }>): readonly Reason[] {
  const { model, by, takenFor, asked } = resolution;
  const reason = (rule: RuleId, text: string): Reason => ({
    rule,
    effect: 'allowed',
    artefact: 'identity',
    subject: model.id,
    license: null,
    path: [model.id],
    text,
    evidence: model.evidence ?? model.weights.evidence,
  });
  const [written = model.id] = asked;
  if (by === 'reupload') {
    const text = `${written} is ${model.id} under another account: whoever uploads it again, its licence stays what it is.`;
    return [reason('reupload', text)];
  }
  if (by === 'quantized')
    return [reason('reupload', `${written} is ${model.id} in another format: its licence stays what it is.`)];
  if (takenFor !== undefined) {
    const text = `${written} is taken for the Ollama tag ${takenFor}, which is ${model.id}: where another model of that name is meant, name it by its id.`;
    return [reason('name-sense', text)];
  }
  // A hub id is nobody else's; a name may sound like others.
  if (model.sense !== undefined && (by === 'name' || !model.id.includes('/')))
    return [reason('name-sense', model.sense)];
  return [];
}
