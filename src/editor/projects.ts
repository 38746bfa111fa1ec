import * as vscode from 'vscode';
import type { ProjectMemory } from '../completion/project/projectMemory';
import { diskPath } from './folders';
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
    this.subscription = vscode.Disposable.from(...subscriptions.map((subscribe) => subscribe(changed)));
  }

  /** The memory of the folder that holds a document; undefined for a document outside, and for folders that are on no disk. */
  async of(document: vscode.TextDocument): Promise<ProjectMemory | undefined> {
    const root = diskPath(vscode.workspace.getWorkspaceFolder(document.uri));
    if (root === undefined) return undefined;
    const { ProjectMemory } = await this.services.core();
    const known = this.memories.get(root) ?? new ProjectMemory(root);
    this.memories.set(root, known);
    return known;
  }

  /** Begins anew, e.g. with a new engine. */
  forget(): void {
    this.memories.clear();
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
