import * as vscode from 'vscode';
import { type CheckResults, type FolderFinding, verdictText } from './checkResults';
import { isProblem } from './diagnostics';
import { decisiveEvidence } from './evidence';
import type { FindingPlaces, PlacedFinding } from './findingPlaces';
import type { PolicyEdits } from './policyEdits';
import type { StandIn, StandIns } from './standIns';

/** What can be done about a problem where it stands: use something else, decide in the policy, read the evidence. */
export class FindingFixes implements vscode.CodeActionProvider {
  constructor(
    private readonly results: CheckResults,
    private readonly places: FindingPlaces,
    private readonly standIns: StandIns,
    private readonly policy: PolicyEdits,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const own = diagnostics.filter(({ source }) => source === 'Licit');
    const actions = new Map<string, vscode.CodeAction>();
    for (const found of [...this.placed(document, range), ...this.wholeFile(document, own)]) {
      const { folder, finding } = found;
      const offered = [
        ...(await this.replacements(document, found)),
        ...this.policy.actions(folder, finding),
        ...decisiveEvidence(finding).map(openEvidence),
      ];
      if (token.isCancellationRequested) return [];
      const shown = own.filter(({ message }) => message.startsWith(finding.message));
      for (const action of offered) {
        action.diagnostics = shown;
        if (!actions.has(action.title)) actions.set(action.title, action);
      }
    }
    return [...actions.values()];
  }

  private placed(document: vscode.TextDocument, range: vscode.Range): PlacedFinding[] {
    return this.places
      .of(document)
      .filter((placed) => isProblem(placed.finding) && placed.range.intersection(range) !== undefined);
  }

  /** Findings about a file as a whole, as far as Problems shows them here. */
  private wholeFile(document: vscode.TextDocument, own: readonly vscode.Diagnostic[]): readonly FolderFinding[] {
    const all = this.results.files.get(document.uri.toString()) ?? [];
    return all.filter(
      ({ finding }) =>
        finding.range === null && isProblem(finding) && own.some(({ message }) => message.startsWith(finding.message)),
    );
  }

  private async replacements(
    document: vscode.TextDocument,
    { folder, finding, ...place }: FolderFinding & Partial<PlacedFinding>,
  ): Promise<vscode.CodeAction[]> {
    const { literal } = place;
    if (literal === undefined) return [];
    const others = await this.standIns.of(finding, folder);
    return others.map((other) => {
      const action = new vscode.CodeAction(replacementTitle(other), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, literal, other.name);
      return action;
    });
  }
}

function replacementTitle({ name, verdict, parameters, installed }: StandIn): string {
  const facts = [
    verdictText(verdict).toLowerCase(),
    ...(parameters === null ? [] : [sizeText(parameters)]),
    ...(installed ? [vscode.l10n.t('on this machine')] : []),
  ];
  return vscode.l10n.t('Use {0} instead ({1})', name, facts.join(', '));
}

/** `1.5 B parameters`, `22 M parameters`. */
function sizeText(parameters: number): string {
  const [size, unit] = parameters >= 1e9 ? [parameters / 1e9, 'B'] : [parameters / 1e6, 'M'];
  return vscode.l10n.t('{0} {1} parameters', size >= 10 ? Math.round(size) : Math.round(size * 10) / 10, unit);
}

function openEvidence(url: string): vscode.CodeAction {
  const title = vscode.l10n.t('Open the evidence: {0}', url.length > 80 ? `${url.slice(0, 79)}…` : url);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: 'licit.openEvidence', arguments: [url] };
  return action;
}
