import type { ModelRecord } from './artefacts';
import { type Outcome, type Outcomes, outcomeOf } from './outcome';
import { handsOn, type Use } from './verdict';

/** Models of which nobody can have the weights: a hosted service, or one that was only described (LAW, Closed models). */
export function judgeAvailability(model: ModelRecord): Outcomes | undefined {
  return model.availability === 'open' ? undefined : (use) => judgeUnavailable(model, use);
}

function judgeUnavailable(model: ModelRecord, use: Use): Outcome {
  const evidence = model.evidence ?? model.weights.evidence;
  const license = model.weights.license;
  const hosted = model.availability === 'closed';
  const rule = hosted ? 'closed-model' : 'unreleased-model';
  if (handsOn(use)) {
    const why = hosted ? 'is offered as a service only' : 'was described but never released';
    return outcomeOf({
      rule,
      effect: 'denied',
      license,
      text: `${model.name} ${why}: there are no weights that this project could hand on.`,
      evidence,
    });
  }
  return hosted
    ? outcomeOf({
        rule,
        effect: 'conditional',
        license,
        text: `${model.name} is offered as a service only: it is judged by its terms of service, which bind each user and can change.`,
        evidence,
      })
    : outcomeOf({
        rule,
        effect: 'review',
        license,
        text: `${model.name} was described but never released, so nothing is granted.`,
        evidence,
      });
}
