import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { verdictText } from './checkResults';
import { disclaimer } from './explanationMarkdown';
import { findingMarkdown } from './findingMarkdown';
import type { FindingPlaces } from './findingPlaces';

/** Commands that a hover's links may call; each checks what it is given. */
const COMMANDS = ['licit.explain', 'licit.openRule'] as const;

/** Findings that one hover shows. */
const SHOWN = 3;

function commandLink(command: (typeof COMMANDS)[number], ...args: readonly (string | null)[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}

/** Says of what the check found, where it stands, how it was judged and why. */
export class FindingHover implements vscode.HoverProvider {
  constructor(private readonly places: FindingPlaces) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const here = this.places.of(document).filter(({ range }) => range.contains(position));
    const [first] = here;
    if (first === undefined) return undefined;
    return new vscode.Hover(
      here.slice(0, SHOWN).map(({ finding }) => hoverText(finding)),
      first.range,
    );
  }
}

function hoverText(finding: Finding): vscode.MarkdownString {
  const text = new vscode.MarkdownString(
    findingMarkdown(finding, {
      verdict: verdictText,
      why: vscode.l10n.t('Why'),
      duties: vscode.l10n.t('Duties'),
      readOn: (where, day) => vscode.l10n.t('{0}; read on {1}', where, day),
      doesNotCount: vscode.l10n.t('It is a note and does not count.'),
      more: vscode.l10n.t('Explain all uses'),
      disclaimer: disclaimer(),
      rule: (rule) => commandLink('licit.openRule', rule),
      explain: ({ kind, resolved, reference, use }) =>
        kind === 'model' || kind === 'dataset' || kind === 'output-use'
          ? commandLink('licit.explain', resolved ?? reference, use)
          : undefined,
    }),
  );
  text.isTrusted = { enabledCommands: COMMANDS };
  return text;
}
