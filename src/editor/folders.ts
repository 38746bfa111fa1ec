import * as vscode from 'vscode';

/** The workspace folder whose facts and policy count for a document, or for what has no document: the first one. */
export function folderOf(document?: vscode.TextDocument): vscode.WorkspaceFolder | undefined {
  const uri = document?.uri ?? vscode.window.activeTextEditor?.document.uri;
  const holding = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  return holding ?? vscode.workspace.workspaceFolders?.[0];
}

/** The folder's place on disk; undefined for one that is somewhere else. */
export function diskPath(folder: vscode.WorkspaceFolder | undefined): string | undefined {
  return folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
}
