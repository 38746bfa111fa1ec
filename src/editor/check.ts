import * as vscode from 'vscode';
import { abortSignal } from './abort';
import type { Activity } from './activity';
import { type CheckResults, type FolderReport, overallVerdict, verdictText } from './checkResults';
import { logBug, showProblem } from './command';
import { checkOnSave } from './settings';
import type { Verdicts } from './verdicts';

interface RunOptions {
  readonly quiet?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs the workspace check: by hand with progress that can be cancelled, after a save quietly. */
export class WorkspaceCheck implements vscode.Disposable {
  private running: vscode.CancellationTokenSource | undefined;
  private savedMeanwhile = false;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly verdicts: Verdicts,
    private readonly results: CheckResults,
    private readonly activity: Activity,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.workspace.onDidSaveTextDocument((document) => {
      if (checkOnSave() && vscode.workspace.getWorkspaceFolder(document.uri) !== undefined) this.runAfterSave();
    });
  }

  dispose(): void {
    this.savedMeanwhile = false;
    this.running?.cancel();
    this.subscription.dispose();
  }

  /** One check after the one that runs, however many files are saved meanwhile. */
  private runAfterSave(): void {
    if (this.running === undefined) {
      this.run({ quiet: true }).catch((error: unknown) => logBug(this.log, 'check after a save', error));
    } else {
      this.savedMeanwhile = true;
    }
  }

  /**
   * Checks every folder; undefined when it was cancelled or could not run. A check that still runs gives way. `quiet`: nothing
   * pops up, problems go to the log.
   */
  async run({ quiet = false, signal }: RunOptions = {}): Promise<readonly FolderReport[] | undefined> {
    const tell = (message: string) => (quiet ? this.log.warn(message) : showProblem(this.log, message));
    const location = quiet ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification;
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      tell(vscode.l10n.t('The check reads a folder. Open one first.'));
      return undefined;
    }
    this.running?.cancel();
    const own = new vscode.CancellationTokenSource();
    this.running = own;
    const stop = () => own.cancel();
    signal?.addEventListener('abort', stop, { once: true });
    const done = this.activity.begin(vscode.l10n.t('Checking the workspace'));
    const title = vscode.l10n.t('Licit checks the workspace');
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
        token.onCancellationRequested(stop);
        return this.checkAll(folders, abortSignal(own.token), progress, tell);
      });
    } finally {
      done();
      signal?.removeEventListener('abort', stop);
      own.dispose();
      if (this.running === own) {
        this.running = undefined;
        const again = this.savedMeanwhile;
        this.savedMeanwhile = false;
        if (again) this.runAfterSave();
      }
    }
  }

  private async checkAll(
    folders: readonly vscode.WorkspaceFolder[],
    signal: AbortSignal,
    progress: vscode.Progress<{ readonly message: string }>,
    tell: (message: string) => void,
  ): Promise<readonly FolderReport[] | undefined> {
    const reports: FolderReport[] = [];
    const say = throttled((message: string) => progress.report({ message }));
    for (const folder of folders) {
      const checked = await this.verdicts.check(folder, signal, say);
      if (signal.aborted) return undefined;
      if (checked.ok) reports.push({ folder, report: checked.report });
      else tell(checked.message);
    }
    if (reports.length === 0) return undefined;
    this.results.set(reports);
    const findings = reports.reduce((sum, { report }) => sum + report.findings.length, 0);
    this.log.info(`check: ${findings} findings, ${verdictText(overallVerdict(reports))}`);
    return reports;
  }
}

/** Progress is drawn at most ten times a second; a check reads thousands of files in one. */
function throttled(say: (message: string) => void): (message: string) => void {
  let last = 0;
  return (message) => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    say(message);
  };
}
