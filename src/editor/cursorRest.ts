import * as vscode from 'vscode';

/** A cursor that has not moved for so long has arrived. Milliseconds. */
const REST_MS = 300;

/**
 * Tells where the cursor comes to rest without anything being typed: in another file or place, or when the window gets the
 * keyboard back. The signal ends when the cursor moves on or something is typed.
 */
export class CursorRest implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private resting = new AbortController();
  private typing = false;

  constructor(private readonly rested: (editor: vscode.TextEditor, signal: AbortSignal) => void) {
    const { window, workspace } = vscode;
    this.subscription = vscode.Disposable.from(
      window.onDidChangeWindowState(({ focused }) => focused && this.moved()),
      window.onDidChangeActiveTextEditor(() => this.moved()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // A key that types moves the cursor, too; VS Code asks for ghost text then.
        if (!this.typing && textEditor === window.activeTextEditor) this.moved();
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== window.activeTextEditor?.document) return;
        this.leave();
        this.typing = true;
        setTimeout(() => {
          this.typing = false;
        });
      }),
    );
  }

  dispose(): void {
    this.leave();
    this.subscription.dispose();
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.resting.abort();
  }

  private moved(): void {
    this.leave();
    const resting = new AbortController();
    this.resting = resting;
    this.timer = setTimeout(() => {
      const editor = vscode.window.activeTextEditor;
      if (editor !== undefined && vscode.window.state.focused) this.rested(editor, resting.signal);
    }, REST_MS);
  }
}
