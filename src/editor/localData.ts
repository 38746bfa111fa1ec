import * as vscode from 'vscode';

/**
 * Deletes what Licit keeps on this machine, after asking. Returns whether it did. Model files, settings and policy files
 * are the user's own and stay.
 */
export async function deleteLocalData(storage: vscode.Uri, forget: () => Promise<void>): Promise<boolean> {
  const confirm = vscode.l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete Licit's local data?"),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The digests of model files, the counters, the ledger and this conversation are deleted. Model files, settings and licit.policy.json stay. Folder: {0}',
        storage.fsPath,
      ),
    },
    confirm,
  );
  if (answer !== confirm) return false;
  await forget();
  try {
    await vscode.workspace.fs.delete(storage, { recursive: true, useTrash: false });
  } catch (error) {
    // Nothing was ever kept.
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
  }
  return true;
}
