import * as vscode from 'vscode';

/** The page that explains a rule. */
export function rulePage(extension: vscode.Uri, rule: string): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'docs', 'rules', `${rule}.md`);
}

/** Shows the page of a rule. */
export async function openRule(extension: vscode.Uri, rule: unknown): Promise<void> {
  // A page is named like a rule and like nothing else that a file system knows.
  if (typeof rule !== 'string' || !/^[a-z]+(?:-[a-z]+)*$/.test(rule)) return;
  await vscode.commands.executeCommand('markdown.showPreview', rulePage(extension, rule));
}
