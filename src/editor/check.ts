import { sep } from 'node:path';
import * as vscode from 'vscode';
import { abortSignal } from './abort';
import type { Activity } from './activity';
import { ChangedFiles } from './changedFiles';
import { type CheckResults, type FolderReport, overallVerdict, verdictText } from './checkResults';
import { logBug, showProblem } from './command';
import type { FolderChecks } from './folderChecks';
import { diskPath } from './folders';
import type { Services } from './services';
import { checkOnSave } from './settings';

interface RunOptions {
  readonly quiet?: boolean;
  readonly signal?: AbortSignal;
}

/** Changed files from which on a whole check is no slower than looking at each of them. */
const MANY = 500;

/** Runs the workspace check: by hand with progress that can be cancelled; once there are results, quietly of what changed. */
export class WorkspaceCheck implements vscode.Disposable {
  private running: vscode.CancellationTokenSource | undefined;
  /** Something changed, and a check still runs. */
  private isBehind = false;
  private changes: ChangedFiles | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly checks: FolderChecks,
    private readonly results: CheckResults,
    private readonly activity: Activity,
    private readonly log: vscode.LogOutputChannel,
    services: Services,
  ) {
    const watchOrNot = () => this.watch(this.results.all !== undefined);
    this.subscription = vscode.Disposable.from(
      results.onChange(watchOrNot),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('licit.check.onSave')) watchOrNot();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) =>
        removed.forEach((folder) => void checks.forget(folder)),
      ),
      // Facts, policy or registry: where they are the same as before, nothing is judged again.
      services.onChange(() => this.changes !== undefined && this.catchUp()),
    );
  }

  dispose(): void {
    this.isBehind = false;
    this.running?.cancel();
    this.changes?.dispose();
    this.subscription.dispose();
  }

  /** Stops what runs and forgets what was seen; the next check is a whole one. */
  forget(): void {
    this.isBehind = false;
    this.running?.cancel();
    this.checks.forget();
    this.results.set(undefined);
  }

  /**
   * Checks every folder; undefined when it was cancelled or could not run. A check that still runs gives way. `quiet`: nothing
   * pops up, problems go to the log.
   */
  async run({ quiet = false, signal }: RunOptions = {}): Promise<readonly FolderReport[] | undefined> {
    const tell = (message: string) => (quiet ? this.log.warn(message) : showProblem(this.log, message));
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      tell(vscode.l10n.t('The check reads a folder. Open one first.'));
      return undefined;
    }
    // Whatever changed until now, this check sees.
    this.watch(true);
    this.changes?.take();
    return this.alone(quiet, signal, async (stop, say) => {
      const reports: FolderReport[] = [];
      for (const folder of folders) {
        const checked = await this.checks.check(folder, { signal: stop, onProgress: say });
        if (stop.aborted) return undefined;
        if (checked.ok) reports.push({ folder, report: checked.report });
        else tell(checked.message);
      }
      if (reports.length > 0) this.show(reports);
      return reports.length > 0 ? reports : undefined;
    });
  }

  private watch(wanted: boolean): void {
    if (wanted && checkOnSave()) {
      this.changes ??= new ChangedFiles(() => this.catchUp());
      return;
    }
    this.changes?.dispose();
    this.changes = undefined;
  }

  /** Brings the results up to date after changes: one check after the one that runs, however much changes meanwhile. */
  private catchUp(): void {
    if (this.running !== undefined) this.isBehind = true;
    else this.recheck().catch((error: unknown) => logBug(this.log, 'check of what changed', error));
  }

  private async recheck(): Promise<void> {
    const before = this.results.all ?? [];
    const changed = this.changes?.take() ?? [];
    await this.alone(true, undefined, async (stop, say) => {
      const reports: FolderReport[] = [];
      for (const last of before) {
        const root = diskPath(last.folder);
        const here = changed.filter((path) => root !== undefined && `${path}${sep}`.startsWith(root + sep));
        if (here.length > MANY) this.checks.forget(last.folder);
        const checked = await this.checks.check(last.folder, { signal: stop, onProgress: say, changed: here });
        if (stop.aborted) return;
        if (!checked.ok) this.log.warn(checked.message);
        reports.push(checked.ok ? { folder: last.folder, report: checked.report } : last);
      }
      // A folder may have been closed meanwhile.
      const open = new Set(this.results.all?.map(({ folder }) => folder.uri.toString()));
      const shown = reports.filter(({ folder }) => open.has(folder.uri.toString()));
      if (shown.length > 0 && shown.some((report) => !before.includes(report))) this.show(shown);
    });
  }

  /** Runs one check; another that still runs gives way. */
  private async alone<Result>(
    quiet: boolean,
    signal: AbortSignal | undefined,
    check: (stop: AbortSignal, say: (message: string) => void) => Promise<Result>,
  ): Promise<Result> {
    this.running?.cancel();
    const own = new vscode.CancellationTokenSource();
    this.running = own;
    const stop = () => own.cancel();
    signal?.addEventListener('abort', stop, { once: true });
    const done = quiet ? undefined : this.activity.begin(vscode.l10n.t('Checking the workspace'));
    const location = quiet ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification;
    const title = vscode.l10n.t('Licit checks the workspace');
    try {
      return await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
        token.onCancellationRequested(stop);
        return check(
          abortSignal(own.token),
          throttled((message) => progress.report({ message })),
        );
      });
    } finally {
      done?.();
      signal?.removeEventListener('abort', stop);
      own.dispose();
      if (this.running === own) {
        this.running = undefined;
        const again = this.isBehind;
        this.isBehind = false;
        if (again) this.catchUp();
      }
    }
  }

  private show(reports: readonly FolderReport[]): void {
    this.results.set(reports);
    const findings = reports.reduce((sum, { report }) => sum + report.findings.length, 0);
    this.log.info(`check: ${findings} findings, ${verdictText(overallVerdict(reports))}`);
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
