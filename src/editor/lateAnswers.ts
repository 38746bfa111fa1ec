import * as vscode from 'vscode';

/**
 * Shows what VS Code no longer waits for. Where it would list its own suggestions, it waits 750 ms for ghost text and then for no
 * more (the setting `editor.quickSuggestions` is `offWhenInlineCompletions` unless the user says otherwise); when its list stays
 * empty, it does not ask again before the next key.
 */
export class LateAnswers implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private waiting = new AbortController();

  constructor() {
    const { window, workspace } = vscode;
    this.subscription = vscode.Disposable.from(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document === window.activeTextEditor?.document) this.waiting.abort();
      }),
      window.onDidChangeTextEditorSelection(() => this.waiting.abort()),
      window.onDidChangeActiveTextEditor(() => this.waiting.abort()),
      window.onDidChangeWindowState(({ focused }) => !focused && this.waiting.abort()),
    );
  }

  /**
   * Has VS Code ask again at a place once `finish` says that there is something to show, unless the user went on meanwhile; its
   * signal tells that. `version` is the document's when it was asked.
   */
  async expect(
    document: vscode.TextDocument,
    version: number,
    position: vscode.Position,
    finish: (signal: AbortSignal) => Promise<boolean>,
  ): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== document || document.version !== version || !vscode.window.state.focused) return;
    if (editor.selections.length !== 1 || !editor.selection.isEmpty || !editor.selection.active.isEqual(position))
      return;
    this.waiting.abort();
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    if ((await finish(signal)) && !signal.aborted)
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  dispose(): void {
    this.waiting.abort();
    this.subscription.dispose();
  }
}
