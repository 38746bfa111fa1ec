import * as vscode from 'vscode';
import type { ReportFormat } from '../compliance/formats/write';
import type { WorkspaceCheck } from './check';
import type { CheckResults, FolderReport } from './checkResults';
import { messageOf, showProblem } from './command';
import type { FolderChecks } from './folderChecks';
import { diskPath } from './folders';
import type { Services } from './services';

interface FormatChoice extends vscode.QuickPickItem {
  readonly format: ReportFormat;
  /** End of the file's name. */
  readonly extension: string;
}

function formats(): readonly FormatChoice[] {
  return [
    { label: 'HTML', description: vscode.l10n.t('a page to read and to print'), format: 'html', extension: 'html' },
    { label: 'SARIF 2.1.0', description: vscode.l10n.t('for code scanning'), format: 'sarif', extension: 'sarif' },
    {
      label: 'CycloneDX 1.7',
      description: vscode.l10n.t('bill of materials'),
      format: 'cyclonedx',
      extension: 'cdx.json',
    },
    { label: 'SPDX 3.0', description: vscode.l10n.t('bill of materials'), format: 'spdx', extension: 'spdx.json' },
    {
      label: 'JSON',
      description: vscode.l10n.t('everything, as licit check --json'),
      format: 'json',
      extension: 'json',
    },
    {
      label: 'NOTICE',
      description: vscode.l10n.t('attributions and licence texts'),
      format: 'notice',
      extension: 'md',
    },
    { label: vscode.l10n.t('Text'), description: vscode.l10n.t('as in a terminal'), format: 'text', extension: 'txt' },
  ];
}

/** Writes reports to files. */
export class SavedReports {
  constructor(
    private readonly services: Services,
    private readonly check: WorkspaceCheck,
    private readonly checks: FolderChecks,
    private readonly results: CheckResults,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The report of a folder, which the person chooses where there are several; checks first where nothing was checked. */
  async choose(): Promise<FolderReport | undefined> {
    const reports = this.results.all ?? (await this.check.run()) ?? [];
    if (reports.length < 2) return reports[0];
    const choices = reports.map((report) => ({
      label: report.folder.name,
      description: report.report.verdict,
      report,
    }));
    const title = vscode.l10n.t('The report of which folder?');
    return (await vscode.window.showQuickPick(choices, { title }))?.report;
  }

  /** Asks for a format and a place, and writes the report there. */
  async save(chosen?: FolderReport): Promise<void> {
    const report = chosen ?? (await this.choose());
    if (report === undefined) return;
    const format = await vscode.window.showQuickPick(formats(), {
      title: vscode.l10n.t('The report in which format?'),
    });
    if (format === undefined) return;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the report as'),
      defaultUri: vscode.Uri.joinPath(report.folder.uri, `licit-report.${format.extension}`),
    });
    if (target === undefined) return;
    const [registry, core] = await Promise.all([this.services.registry(), this.services.core()]);
    if (!registry.ok) {
      showProblem(this.log, registry.message);
      return;
    }
    const pieces = await core.writeReport(report.report, format.format, {
      folder: report.folder.name,
      root: diskPath(report.folder) ?? report.folder.name,
      registry: registry.registry,
      time: null,
      colours: false,
      version: core.version,
    });
    // What a report names is not used there.
    if (target.scheme === 'file') this.checks.isOurs(target.fsPath);
    try {
      await vscode.workspace.fs.writeFile(target, Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece))));
    } catch (error) {
      const said = vscode.l10n.t('The report could not be written to {0}: {1}', target.fsPath, messageOf(error));
      showProblem(this.log, said);
      return;
    }
    this.log.info(`report written to ${target.fsPath}`);
    offerToOpen(target, format.format);
  }
}

/** A page opens in the browser, where it can be printed, if that can see the file. */
function offerToOpen(file: vscode.Uri, format: ReportFormat): void {
  const open = vscode.l10n.t('Open');
  const isNear = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  void vscode.window.showInformationMessage(vscode.l10n.t('The report was saved.'), open).then(async (chosen) => {
    if (chosen !== open) return;
    if (format === 'html' && isNear) await vscode.env.openExternal(file);
    else await vscode.commands.executeCommand('vscode.open', file);
  });
}
