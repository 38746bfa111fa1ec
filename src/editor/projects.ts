import * as vscode from 'vscode';
import type { ProjectMemory, UnsavedFile } from '../completion/project/projectMemory';
import { excludesOf } from './excludes';
import { diskPath, holderOf } from './folders';
import type { Services } from './services';

/** What the engine knows of each open folder's files. */
export class Projects implements vscode.Disposable {
  private readonly memories = new Map<string, ProjectMemory>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly services: Services) {
    const changed = () => {
      for (const memory of this.memories.values()) memory.changed();
    };
    const { onDidSaveTextDocument, onDidCreateFiles, onDidDeleteFiles, onDidRenameFiles } = vscode.workspace;
    const subscriptions = [onDidSaveTextDocument, onDidCreateFiles, onDidDeleteFiles, onDidRenameFiles];
    this.subscription = vscode.Disposable.from(
      ...subscriptions.map((subscribe) => subscribe(changed)),
      vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)),
    );
  }

  /** The memory of the folder that holds a document; undefined for a document outside, and for folders that are on no disk. */
  async of(document: vscode.TextDocument): Promise<ProjectMemory | undefined> {
    const root = diskPath(holderOf(document));
    if (root === undefined) return undefined;
    const { ProjectMemory } = await this.services.core();
    const known = this.memories.get(root) ?? new ProjectMemory(root, { unsaved, excludes: () => excludesOf(document) });
    this.memories.set(root, known);
    return known;
  }

  /** Begins anew, e.g. with a new engine. */
  forget(): void {
    this.memories.clear();
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges.at(-1);
    if (change === undefined || document.uri.scheme !== 'file' || this.memories.size === 0) return;
    const root = diskPath(vscode.workspace.getWorkspaceFolder(document.uri));
    const lines = change.text.split('\n').length - 1;
    const line = Math.min(change.range.start.line + lines, document.lineCount - 1);
    this.memories.get(root ?? '')?.edited(document.uri.fsPath, line, document.lineAt(line).text);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** A file that was edited and not saved, as it stands in the editor. */
function unsaved(path: string): UnsavedFile | null {
  const open = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === path,
  );
  return open === undefined ? null : { stamp: `unsaved ${open.version}`, text: () => open.getText() };
}
