import * as vscode from 'vscode';
import type { CheckReport } from '../compliance/report';
import type { FromReport, ToReport } from '../webview/report/protocol';
import type { WorkspaceCheck } from './check';
import type { CheckResults, FolderReport } from './checkResults';
import { reportBug, showProblem } from './command';
import { reportPage } from './reportPage';
import type { SavedReports } from './saveReport';
import type { Services } from './services';

interface OpenReport {
  readonly panel: vscode.WebviewPanel;
  /** What the page shows. */
  shown: CheckReport | undefined;
}

/** Reports as pages beside the editors, one for each folder. */
export class ReportView implements vscode.Disposable {
  private readonly open = new Map<string, OpenReport>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly services: Services,
    private readonly check: WorkspaceCheck,
    private readonly results: CheckResults,
    private readonly saved: SavedReports,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = results.onChange(() => {
      for (const [key, report] of this.open) if (this.isStale(key, report)) this.tellStale(report);
    });
  }

  /** Shows the report of a folder, which the person chooses where there are several; checks first where nothing was checked. */
  async show(): Promise<void> {
    const report = await this.saved.choose();
    if (report === undefined) return;
    const key = report.folder.uri.toString();
    const known = this.open.get(key);
    const opened = known ?? { panel: this.panel(report.folder), shown: undefined };
    this.open.set(key, opened);
    await this.fill(opened, report);
    opened.panel.reveal();
  }

  dispose(): void {
    this.subscription.dispose();
    for (const { panel } of this.open.values()) panel.dispose();
  }

  private panel(folder: vscode.WorkspaceFolder): vscode.WebviewPanel {
    const key = folder.uri.toString();
    const panel = vscode.window.createWebviewPanel(
      'licit.report',
      vscode.l10n.t('Licences of {0}', folder.name),
      vscode.ViewColumn.Active,
      {
        enableScripts: true,
        enableFindWidget: true,
        localResourceRoots: [vscode.Uri.joinPath(this.extension, 'dist', 'webview')],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    panel.onDidDispose(() => this.open.delete(key));
    panel.webview.onDidReceiveMessage((message: FromReport) => {
      this.receive(key, message).catch((error: unknown) => reportBug(this.log, 'report', error));
    });
    return panel;
  }

  private async fill(opened: OpenReport, { folder, report }: FolderReport): Promise<void> {
    if (opened.shown === report) return;
    const [registry, core] = await Promise.all([this.services.registry(), this.services.core()]);
    if (!registry.ok) {
      showProblem(this.log, registry.message);
      return;
    }
    opened.shown = report;
    const options = { name: folder.name, registry: registry.registry, time: null };
    const parts = { body: core.htmlBody(report, options), style: core.htmlStyle };
    opened.panel.webview.html = reportPage(opened.panel.webview, this.extension, parts);
  }

  private async receive(key: string, message: FromReport): Promise<void> {
    const opened = this.open.get(key);
    if (opened === undefined) return;
    switch (message.kind) {
      case 'ready':
        if (this.isStale(key, opened)) this.tellStale(opened);
        return;
      case 'open':
        return openPlace(opened.shown, vscode.Uri.parse(key), message);
      case 'save': {
        const current = this.current(key);
        return current === undefined ? undefined : this.saved.save(current);
      }
      case 'check':
        if ((await this.check.run()) === undefined) return;
        return this.showNewest(key, opened);
      case 'newest':
        return this.showNewest(key, opened);
    }
  }

  private async showNewest(key: string, opened: OpenReport): Promise<void> {
    const current = this.current(key);
    if (current !== undefined) await this.fill(opened, current);
  }

  private current(key: string): FolderReport | undefined {
    return this.results.all?.find(({ folder }) => folder.uri.toString() === key);
  }

  private isStale(key: string, { shown }: OpenReport): boolean {
    const current = this.current(key);
    return shown !== undefined && current !== undefined && current.report !== shown;
  }

  private tellStale({ panel }: OpenReport): void {
    const message: ToReport = { kind: 'stale' };
    void panel.webview.postMessage(message);
  }
}

/** Opens a place that the shown report names, and no other. */
async function openPlace(
  report: CheckReport | undefined,
  folder: vscode.Uri,
  { file, line, column }: Extract<FromReport, { kind: 'open' }>,
): Promise<void> {
  if (report?.findings.some((finding) => finding.file === file) !== true) return;
  const place = new vscode.Position(Math.max(0, (line ?? 1) - 1), Math.max(0, (column ?? 1) - 1));
  const selection = new vscode.Range(place, place);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(folder, file), { selection });
}
