import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { askAcceptedRisk, askSeparateLicence } from './askException';
import { showProblem } from './command';
import { diskPath, folderOf } from './folders';
import { type PolicyTarget, policyTargets } from './policyTargets';
import type { Services } from './services';

/** Opens and writes the policy of a folder: the file as such, and decisions on what the check found. */
export class PolicyEdits {
  /** What quick fixes have offered, by folder and title. */
  private readonly offered = new Map<
    string,
    { readonly folder: vscode.WorkspaceFolder; readonly target: PolicyTarget }
  >();

  constructor(
    private readonly services: Services,
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

  /** The decisions that a finding allows. */
  actions(folder: vscode.WorkspaceFolder, finding: Finding): vscode.CodeAction[] {
    return policyTargets(finding).map((target) => {
      const action = new vscode.CodeAction(titleOf(target), vscode.CodeActionKind.QuickFix);
      const offer = JSON.stringify([folder.uri.toString(), action.title]);
      this.offered.set(offer, { folder, target });
      action.command = { title: action.title, command: 'licit.decide', arguments: [offer] };
      return action;
    });
  }

  /** Asks for what an offered decision needs, writes it into the folder's policy, and opens that. */
  async decide(key: unknown): Promise<void> {
    const offer = typeof key === 'string' ? this.offered.get(key) : undefined;
    if (offer === undefined) return;
    const { folder, target } = offer;
    const file = await this.policyFile(folder);
    if (file === undefined) return;
    const { writeDecision } = await this.services.core();
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
    if (open?.isDirty === true && !(await open.save())) return;
    if (target.decision === 'deny') {
      const reason = await vscode.window.showInputBox({
        title: titleOf(target),
        ignoreFocusOut: true,
        prompt: vscode.l10n.t('Why is it never used here? The reason is shown in every answer.'),
        validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
      });
      if (reason === undefined) return;
      this.written(file, writeDecision(file, 'deny', { ...target.rule, reason: reason.trim() }));
    } else {
      const kind = target.decision === 'accept' ? 'accepted-risk' : 'separate-licence';
      const ask = target.decision === 'accept' ? askAcceptedRisk : askSeparateLicence;
      const said = await ask(target.name);
      if (said === undefined) return;
      this.written(file, writeDecision(file, 'exceptions', { kind, ...target.subject, ...said }));
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
  switch (decision) {
    case 'accept':
      return vscode.l10n.t('Accept the risk of {0} in licit.policy.json…', name);
    case 'license':
      return vscode.l10n.t('Record a separate licence for {0} in licit.policy.json…', name);
    case 'deny':
      return vscode.l10n.t('Deny {0} in licit.policy.json…', name);
  }
}
