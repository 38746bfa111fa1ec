import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { AdmitResult } from '../gate/gate';
import { abortSignal } from './abort';
import { askAcceptedRisk } from './askException';
import type { ChatView } from './chatView';
import { verdictText } from './checkResults';
import { showProblem } from './command';
import { escapeMarkdown } from './escapeMarkdown';
import { diskPath, folderOf } from './folders';
import { chooseModel, refusalTurn, verdictTurn } from './refusal';
import type { Services } from './services';
import { setChatModelPath } from './settings';

/** Choosing the model that chats: a GGUF file of this machine, judged before anything loads it. */
export class ModelChoice {
  constructor(
    private readonly services: Services,
    private readonly chat: ChatView,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Asks for a file, judges it, and takes it when it is admitted; otherwise the panel says why not. */
  async choose(): Promise<void> {
    const [file] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Choose a chat model'),
        openLabel: vscode.l10n.t('Judge and use'),
        filters: { GGUF: ['gguf'] },
      })) ?? [];
    if (file === undefined) return;
    if (file.scheme !== 'file') {
      showProblem(this.log, vscode.l10n.t('The model must be a file on the machine that runs Licit.'));
      return;
    }
    await this.use(file.fsPath, folderOf());
  }

  /** Judges a file for a folder's project and takes it when it is admitted and can chat. */
  private async use(path: string, folder: vscode.WorkspaceFolder | undefined): Promise<void> {
    const result = await this.judge(path, folder);
    if (result.ok) {
      const { fileCanChat } = await this.services.core();
      if (!(await fileCanChat(path))) {
        const message = vscode.l10n.t(
          '{0} has no chat template, so it cannot chat. Choose a model that was made for chatting.',
          escapeMarkdown(basename(path)),
        );
        await this.chat.tell(verdictTurn(message, [chooseModel()]));
        return;
      }
      await setChatModelPath(path);
      this.chat.refreshNote();
      const verdict = verdictText(result.explanation.verdict);
      const name = escapeMarkdown(result.model.name);
      await this.chat.tell(verdictTurn(vscode.l10n.t('{0} is admitted ({1}) and answers from now on.', name, verdict)));
      return;
    }
    if (result.kind !== 'cancelled') await this.chat.tell(refusalTurn(path, result));
  }

  /** Writes an exception for this very file into the folder's policy, after asking for reason, name and end. */
  async acceptRisk(path: string): Promise<void> {
    const folder = folderOf();
    const root = diskPath(folder);
    if (folder === undefined || root === undefined) {
      showProblem(
        this.log,
        vscode.l10n.t('The exception is written into a folder’s licit.policy.json: open a folder first.'),
      );
      return;
    }
    // Judged again: the file may have changed since the button was drawn.
    const result = await this.judge(path, folder);
    if (result.ok) return this.use(path, folder);
    if (result.kind === 'cancelled') return;
    if (result.kind === 'unusable' || result.acceptable === null) {
      await this.chat.tell(refusalTurn(path, result));
      return;
    }
    const accepted = await askAcceptedRisk(result.acceptable.name);
    if (accepted === undefined) return;
    const { writeException, POLICY_FILE } = await this.services.core();
    const file = join(root, POLICY_FILE);
    const written = writeException(file, { kind: 'accepted-risk', sha256: result.acceptable.sha256, ...accepted });
    if (!written.ok) {
      showProblem(this.log, written.message);
      return;
    }
    this.log.info(`an exception was written into ${file}`);
    this.services.refresh();
    await this.use(path, folder);
  }

  private judge(path: string, folder: vscode.WorkspaceFolder | undefined): Thenable<AdmitResult> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Judging {0}', basename(path)),
      cancellable: true,
    };
    return vscode.window.withProgress(options, (progress, token) => {
      let shown = 0;
      return this.services.admit(path, folder, abortSignal(token), (share) => {
        const percent = Math.floor(share * 100);
        if (percent > shown) progress.report({ increment: percent - shown, message: `${percent} %` });
        shown = Math.max(shown, percent);
      });
    });
  }
}
