import * as vscode from 'vscode';
import type { CheckReport, Finding } from '../compliance/report';
import { strictest, type Verdict } from '../licensing/verdict';

export interface FolderReport {
  readonly folder: vscode.WorkspaceFolder;
  readonly report: CheckReport;
}

/** A finding and the workspace folder that it is of. */
export interface FolderFinding {
  readonly folder: vscode.WorkspaceFolder;
  readonly finding: Finding;
}

/** What the last check of the workspace saw, folder by folder; a folder that is closed takes its findings with it. */
export class CheckResults implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;
  private reports: readonly FolderReport[] | undefined;
  private byFile: ReadonlyMap<string, readonly FolderFinding[]> | undefined;
  private readonly subscription = vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
    const gone = new Set(removed.map(({ uri }) => uri.toString()));
    const left = this.reports?.filter(({ folder }) => !gone.has(folder.uri.toString()));
    this.set(left === undefined || left.length === 0 ? undefined : left);
  });

  /** undefined before the first check. */
  get all(): readonly FolderReport[] | undefined {
    return this.reports;
  }

  /** The findings by the file that they are in: its address as text. */
  get files(): ReadonlyMap<string, readonly FolderFinding[]> {
    this.byFile ??= byFile(this.reports ?? []);
    return this.byFile;
  }

  set(reports: readonly FolderReport[] | undefined): void {
    this.reports = reports;
    this.byFile = undefined;
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function byFile(reports: readonly FolderReport[]): ReadonlyMap<string, readonly FolderFinding[]> {
  const files = new Map<string, FolderFinding[]>();
  for (const { folder, report } of reports) {
    let file: string | undefined;
    let here: FolderFinding[] = [];
    // A report is sorted by file.
    for (const finding of report.findings) {
      if (finding.file !== file) {
        file = finding.file;
        const uri = findingUri(folder, finding).toString();
        here = files.get(uri) ?? [];
        files.set(uri, here);
      }
      here.push({ folder, finding });
    }
  }
  return files;
}

export function overallVerdict(reports: readonly FolderReport[]): Verdict {
  return strictest(reports.map(({ report }) => report.verdict));
}

/** A finding's file in the editor. */
export function findingUri(folder: vscode.WorkspaceFolder, finding: Finding): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, finding.file);
}

/** A finding's place in the editor's 0-based counting; the start of the file for a finding about the file as a whole. */
export function findingRange(finding: Finding): vscode.Range {
  const range = finding.range;
  if (range === null) return new vscode.Range(0, 0, 0, 0);
  return new vscode.Range(range.startLine - 1, range.startColumn - 1, range.endLine - 1, range.endColumn - 1);
}

/** A verdict as a person reads it. */
export function verdictText(verdict: Verdict): string {
  switch (verdict) {
    case 'allowed':
      return vscode.l10n.t('Allowed');
    case 'conditional':
      return vscode.l10n.t('Conditional');
    case 'review':
      return vscode.l10n.t('Review');
    case 'denied':
      return vscode.l10n.t('Denied');
  }
}
