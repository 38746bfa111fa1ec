import * as vscode from 'vscode';
import type { Explanation } from '../gate/explanation';
import type { Reason } from '../licensing/explanation';
import { compareVerdicts, USES } from '../licensing/verdict';
import { verdictText } from './checkResults';
import { escapeMarkdown } from './escapeMarkdown';

/** Shown once below every answer that holds a verdict. */
export function disclaimer(): string {
  return vscode.l10n.t('A verdict is a statement about what published terms say, not legal advice.');
}

/** `licit explain` as Markdown: verdict, uses, reasons with their sources, duties, and what would turn the verdict. */
export function explanationMarkdown(explanation: Explanation): string {
  const { model, verdict, uses, reasons, obligations, flips, exceptions } = explanation;
  return [
    `**${verdictText(verdict)}**: ${escapeMarkdown(model.name)}`,
    projectLine(explanation),
    USES.map((use) => `${use}: ${verdictText(uses[use])}`).join(' · '),
    section(
      vscode.l10n.t('It may be one of these'),
      (model.candidates ?? []).map(({ id, verdict: one }) => `${escapeMarkdown(id)}: ${verdictText(one)}`),
    ),
    section(vscode.l10n.t('Why'), [...reasons].sort(strictestFirst).map(reasonLine)),
    section(
      vscode.l10n.t('Duties'),
      obligations.map(({ text, license }) => `${escapeMarkdown(text)} (${escapeMarkdown(license)})`),
    ),
    section(
      vscode.l10n.t('It would change'),
      flips.map(({ fact, at, verdict: then }) => vscode.l10n.t('{0} {1}: {2}', fact, String(at), verdictText(then))),
    ),
    section(
      vscode.l10n.t('Exceptions that were used'),
      exceptions.map(({ kind, reason, by, expires }) =>
        escapeMarkdown(vscode.l10n.t('{0}, until {1}, by {2}: {3}', kind, expires, by, reason)),
      ),
    ),
    section(vscode.l10n.t('Notes'), (model.notes ?? []).map(escapeMarkdown)),
    `*${vscode.l10n.t('By the registry of {0}.', explanation.registry.date)} ${disclaimer()}*`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function strictestFirst(a: Reason, b: Reason): number {
  return compareVerdicts(b.effect, a.effect);
}

function projectLine({ project }: Explanation): string {
  const from = (source: string) => (source === 'default' ? ` (${vscode.l10n.t('assumed')})` : '');
  const { kind, license, use } = project;
  return vscode.l10n.t(
    'Judged for: {0}, {1}, use {2}',
    kind.value + from(kind.from),
    license.value + from(license.from),
    use.value,
  );
}

function reasonLine({ effect, text, evidence }: Reason): string {
  const sources = evidence.map(({ url }) =>
    /^https?:/.test(url) ? `[${vscode.l10n.t('source')}](<${encodeURI(url)}>)` : escapeMarkdown(url),
  );
  const read = evidence.map(({ checked }) => checked).sort()[0];
  const where = read === undefined ? '' : ` (${vscode.l10n.t('{0}; read on {1}', sources.join(', '), read)})`;
  return `${verdictText(effect)}: ${escapeMarkdown(text)}${where}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `**${title}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
