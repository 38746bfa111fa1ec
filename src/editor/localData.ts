import * as vscode from 'vscode';

/**
 * Deletes what Licit keeps on this machine, after asking. Returns whether it did. Model files, settings and policy files
 * are the user's own and stay.
 */
export async function deleteLocalData(storage: vscode.Uri, forget: () => Promise<void>): Promise<boolean> {
  const keep = { label: vscode.l10n.t('Keep'), description: vscode.l10n.t('Nothing is deleted.') };
  const remove = {
    label: vscode.l10n.t('Delete'),
    description: vscode.l10n.t(
      'This conversation, and in {0} the digests of model files, what the check saw, the counters, the ledger and what a resting model has read.',
      storage.fsPath,
    ),
    detail: vscode.l10n.t('Model files, settings and licit.policy.json stay.'),
  };
  const answer = await vscode.window.showQuickPick([keep, remove], {
    title: vscode.l10n.t("Delete Licit's local data?"),
    placeHolder: vscode.l10n.t('This cannot be undone.'),
  });
  if (answer !== remove) return false;
  await forget();
  try {
    await vscode.workspace.fs.delete(storage, { recursive: true, useTrash: false });
  } catch (error) {
    // Nothing was ever kept.
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
  }
  return true;
}
