import type * as vscode from 'vscode';

/** An `AbortSignal` that follows one of VS Code's cancellation tokens. */
export function abortSignal(token: vscode.CancellationToken): AbortSignal {
  if (token.isCancellationRequested) return AbortSignal.abort();
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
