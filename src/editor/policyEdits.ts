import { join } from 'node:path';
import * as vscode from 'vscode';
import { askAcceptedRisk } from './askException';
import { type CheckResults, findingRange, findingUri } from './checkResults';
import { showProblem } from './command';
import { diskPath, folderOf } from './folders';
import { type PolicyTarget, policyTargets } from './policyTargets';
import type { Services } from './services';

/** Opens and writes the policy of a folder: the file as such, and decisions on what the check found. */
export class PolicyEdits implements vscode.CodeActionProvider {
  /** What quick fixes have offered, by title. */
  private readonly offered = new Map<
    string,
    { readonly folder: vscode.WorkspaceFolder; readonly target: PolicyTarget }
  >();

  constructor(
    private readonly services: Services,
    private readonly results: CheckResults,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Opens the policy of the folder at hand; makes one that decides nothing yet where there is none. */
  async edit(folder = folderOf()): Promise<void> {
    const file = await this.policyFile(folder);
    if (file === undefined) return;
    const { makePolicy } = await this.services.core();
    const made = makePolicy(file);
    if (!made.ok) showProblem(this.log, made.message);
    // One that cannot be read as a policy is opened all the same: there it can be mended.
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  }

  /** Decisions on the findings that Problems shows at a place. */
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const own = diagnostics.filter(({ source }) => source === 'Licit');
    const actions = new Map<string, vscode.CodeAction>();
    for (const { folder, report } of own.length === 0 ? [] : (this.results.all ?? [])) {
      for (const finding of report.findings) {
        if (findingUri(folder, finding).toString() !== document.uri.toString()) continue;
        const shown = own.filter(
          ({ message, range }) => message === finding.message && range.isEqual(findingRange(finding)),
        );
        if (shown.length === 0) continue;
        for (const target of policyTargets(finding)) {
          const action = new vscode.CodeAction(titleOf(target), vscode.CodeActionKind.QuickFix);
          action.diagnostics = shown;
          action.command = { title: action.title, command: 'licit.decide', arguments: [action.title] };
          actions.set(action.title, action);
          this.offered.set(action.title, { folder, target });
        }
      }
    }
    return [...actions.values()];
  }

  /** Asks for what an offered decision needs, writes it into the folder's policy, and opens that. */
  async decide(title: unknown): Promise<void> {
    const offer = typeof title === 'string' ? this.offered.get(title) : undefined;
    if (offer === undefined) return;
    const { folder, target } = offer;
    const file = await this.policyFile(folder);
    if (file === undefined) return;
    const { writeDecision } = await this.services.core();
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
    if (open?.isDirty === true && !(await open.save())) return;
    if (target.decision === 'accept') {
      const accepted = await askAcceptedRisk(target.name);
      if (accepted === undefined) return;
      this.written(file, writeDecision(file, 'exceptions', { kind: 'accepted-risk', ...target.subject, ...accepted }));
    } else {
      const reason = await vscode.window.showInputBox({
        title: titleOf(target),
        ignoreFocusOut: true,
        prompt: vscode.l10n.t('Why is it never used here? The reason is shown in every answer.'),
        validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
      });
      if (reason === undefined) return;
      this.written(file, writeDecision(file, 'deny', { ...target.rule, reason: reason.trim() }));
    }
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  }

  private written(
    file: string,
    result: { readonly ok: true } | { readonly ok: false; readonly message: string },
  ): void {
    if (!result.ok) {
      showProblem(this.log, result.message);
      return;
    }
    this.log.info(`a decision was written into ${file}`);
    this.services.refresh();
  }

  /** Where the policy of a folder is or would be; undefined, with a message, where none can be written. */
  private async policyFile(folder: vscode.WorkspaceFolder | undefined): Promise<string | undefined> {
    const root = diskPath(folder);
    if (root === undefined) {
      showProblem(this.log, vscode.l10n.t('The policy is a file of a folder: open a folder first.'));
      return undefined;
    }
    if (!vscode.workspace.isTrusted) {
      showProblem(this.log, vscode.l10n.t('Nothing is written into a folder that you do not trust.'));
      return undefined;
    }
    const { POLICY_FILE } = await this.services.core();
    return join(root, POLICY_FILE);
  }
}

function titleOf({ decision, name }: PolicyTarget): string {
  return decision === 'deny'
    ? vscode.l10n.t('Deny {0} in licit.policy.json…', name)
    : vscode.l10n.t('Accept the risk of {0} in licit.policy.json…', name);
}
