import * as vscode from 'vscode';

/** What went wrong in one line, for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A bug goes to the log with its stack. */
export function logBug(log: vscode.LogOutputChannel, where: string, error: unknown): void {
  log.error(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** The one barrier of the editor: what is thrown is a bug, goes to the log and is told in one line. */
export function reportBug(log: vscode.LogOutputChannel, where: string, error: unknown): void {
  logBug(log, where, error);
  showProblem(log, vscode.l10n.t('Licit could not do that: {0}', messageOf(error)));
}

/** Tells in one line why something that the user asked for was not done. */
export function showProblem(log: vscode.LogOutputChannel, message: string): void {
  const showLog = vscode.l10n.t('Show Log');
  // Not awaited: the command has ended, the message stays until it is dismissed.
  void vscode.window.showErrorMessage(message, showLog).then((chosen) => chosen === showLog && log.show());
}

export function registerCommand(
  log: vscode.LogOutputChannel,
  id: string,
  run: (...args: readonly unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      reportBug(log, id, error);
      return undefined;
    }
  });
}
