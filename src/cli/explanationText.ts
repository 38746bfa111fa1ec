import type { Explanation } from '../gate/explanation';
import { compareVerdicts, USES } from '../licensing/verdict';
import type { ProjectFacts } from '../project/facts';

/** An explanation for a person in a terminal: the verdict, why, what to do, and what would turn it. */
export function explanationText(explanation: Explanation): string {
  const { model, project, verdict, uses } = explanation;
  const lines = [
    `${model.id}${model.revision === undefined ? '' : `@${model.revision}`}: ${verdict}${useText(project)}`,
    `Judged for a ${project.kind.value} project under ${project.license.value}, by the registry of ${registryText(explanation)}.`,
    '',
    `Uses: ${USES.map((use) => `${use} ${uses[use]}`).join(' · ')}`,
    `Licences: weights ${explanation.licenses.weights ?? 'none found'}${explanation.licenses.code === null ? '' : `, code ${explanation.licenses.code}`}`,
  ];
  if (model.candidates !== undefined && model.candidates.length > 0) {
    lines.push(
      '',
      'The name fits several models:',
      ...model.candidates.map(({ id, verdict }) => `  ${id}: ${verdict}`),
    );
  }
  lines.push('', 'Why');
  const reasons = [...explanation.reasons].sort((a, b) => compareVerdicts(b.effect, a.effect));
  for (const reason of reasons) {
    const path = reason.path.length > 1 ? ` (${reason.path.join(' → ')})` : '';
    lines.push(`  ${reason.effect}: ${reason.text}${path}`);
    for (const { url, checked } of reason.evidence) lines.push(`      ${url} (read ${checked})`);
  }
  if (explanation.obligations.length > 0) {
    lines.push('', 'Duties');
    for (const { text, license, uses } of explanation.obligations)
      lines.push(`  ${text} (${license}; ${uses.join(', ')})`);
  }
  if (explanation.exceptions.length > 0) {
    lines.push('', 'Exceptions of the policy that were used');
    for (const { kind, reason, by, date, expires } of explanation.exceptions) {
      lines.push(`  ${kind}, ${date} by ${by}, until ${expires}: ${reason}`);
    }
  }
  if (explanation.flips.length > 0) {
    lines.push('', 'The answer turns with');
    for (const { fact, at, verdict } of explanation.flips) lines.push(`  ${fact} ${at}: ${verdict}`);
  }
  const { methods = [], notes = [] } = model;
  if (methods.length + notes.length > 0) lines.push('', 'Notes');
  if (methods.length > 0) lines.push(`  It was tuned by ${methods.join(', ')}.`);
  for (const note of notes) lines.push(`  ${note}`);
  return `${lines.join('\n')}\n`;
}

function registryText({ registry: { date, overlay, stale } }: Explanation): string {
  const over = overlay === undefined ? '' : ` with “${overlay}” laid over it`;
  return `${date}${over}${stale ? ' (more than 180 days ago)' : ''}`;
}

function useText(project: ProjectFacts): string {
  return project.use.value === 'by-place' ? '' : ` for ${project.use.value}`;
}
