import type { ModelRecord } from './artefacts';
import { type Outcome, outcomeOf } from './outcome';
import type { Use } from './verdict';

/** Models of which nobody can have the weights: a hosted service, or one that was only described (LAW, Closed models). */
export function judgeAvailability(model: ModelRecord, use: Use): Outcome | undefined {
  if (model.availability === 'open') return undefined;
  const evidence = model.evidence ?? model.weights.evidence;
  const license = model.weights.license;
  const hosted = model.availability === 'closed';
  const rule = hosted ? 'closed-model' : 'unreleased-model';
  if (use === 'ship' || use === 'derive') {
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
