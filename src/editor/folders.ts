import * as vscode from 'vscode';

/** Where a document lies; a cell lies where its notebook does. */
export function uriOf({ uri }: vscode.TextDocument): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  const holds = (notebook: vscode.NotebookDocument) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === uri.toString());
  return vscode.workspace.notebookDocuments.find(holds)?.uri ?? uri;
}

/** The workspace folder that holds a document. */
export function holderOf(document: vscode.TextDocument): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(uriOf(document));
}

/** A document's path relative to its folder, with `/`; whole where it lies in none. */
export function pathIn(document: vscode.TextDocument): string {
  return vscode.workspace.asRelativePath(uriOf(document), false).replaceAll('\\', '/');
}

/** The workspace folder whose facts and policy count for a document, or for what has no document: the first one. */
export function folderOf(document?: vscode.TextDocument): vscode.WorkspaceFolder | undefined {
  const shown = document ?? vscode.window.activeTextEditor?.document;
  const holding = shown === undefined ? undefined : holderOf(shown);
  return holding ?? vscode.workspace.workspaceFolders?.[0];
}

/** The folder's place on disk; undefined for one that is somewhere else. */
export function diskPath(folder: vscode.WorkspaceFolder | undefined): string | undefined {
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
}
