import * as vscode from 'vscode';

/** Milliseconds without a further change after which the changes are told: a save, a branch or a build comes in bursts. */
const SETTLE_MS = 300;

/**
 * Collects the files on disk that are written, made, renamed or deleted in the open folders, by this editor or by anybody else,
 * and tells when no more has come for a moment.
 */
export class ChangedFiles implements vscode.Disposable {
  private readonly paths = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly settled: () => void) {
    const add = (...uris: readonly vscode.Uri[]) => this.add(uris);
    // The watcher sees what others do, a little later; what this editor does is told at once.
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const { onDidSaveTextDocument, onDidCreateFiles, onDidDeleteFiles, onDidRenameFiles } = vscode.workspace;
    this.subscription = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(add),
      watcher.onDidCreate(add),
      watcher.onDidDelete(add),
      onDidSaveTextDocument(({ uri }) => add(uri)),
      onDidCreateFiles(({ files }) => add(...files)),
      onDidDeleteFiles(({ files }) => add(...files)),
      onDidRenameFiles(({ files }) => add(...files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]))),
    );
  }

  /** The paths that have come since this was last asked. */
  take(): readonly string[] {
    const taken = [...this.paths];
    this.paths.clear();
    return taken;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
  }

  private add(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      if (uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(uri) !== undefined) this.paths.add(uri.fsPath);
    }
    if (this.paths.size === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled(), SETTLE_MS);
  }
}
