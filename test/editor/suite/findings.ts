import * as vscode from 'vscode';

/** The diagnostics of ours on a file. */
export function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Licit');
}
