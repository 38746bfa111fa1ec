import * as vscode from 'vscode';

/** A request that ends sooner was not given up for its slowness: the editor lost the keyboard, for instance. Milliseconds. */
const SOONEST_MS = 300;

/** One time that VS Code asked for ghost text. */
export interface AskedPlace {
  readonly document: vscode.TextDocument;
  /** The document's when it was asked. */
  readonly version: number;
  readonly position: vscode.Position;
  /** When it was asked, as `performance.now()` tells. */
  readonly since: number;
}

/**
 * Shows what VS Code no longer waits for. Where it would list its own suggestions, it waits 750 ms for ghost text and then for no
 * more (the setting `editor.quickSuggestions` is `offWhenInlineCompletions` unless the user says otherwise); when its list stays
 * empty, it does not ask again before the next key.
 */
export class LateAnswers implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private last: AskedPlace | undefined;
  private waiting = new AbortController();

  constructor() {
    const { window, workspace } = vscode;
    const moved = () => {
      if (this.last !== undefined && !isThere(this.last)) this.end();
    };
    this.subscription = vscode.Disposable.from(
      window.onDidChangeTextEditorSelection(moved),
      window.onDidChangeActiveTextEditor(moved),
      workspace.onDidChangeTextDocument(moved),
      window.onDidChangeWindowState(moved),
    );
  }

  /** VS Code asks now: nothing that it asked for before is late any more. */
  asked(document: vscode.TextDocument, position: vscode.Position): AskedPlace {
    this.end();
    this.last = { document, version: document.version, position, since: performance.now() };
    return this.last;
  }

  /**
   * Has VS Code ask again once `finish` says that there is something to show, unless the user went on meanwhile; its signal tells
   * that.
   */
  async expect(asked: AskedPlace, finish: (signal: AbortSignal) => Promise<boolean>): Promise<void> {
    if (asked !== this.last || performance.now() - asked.since < SOONEST_MS || !isThere(asked)) return;
    const { signal } = this.waiting;
    if (!(await finish(signal)) || signal.aborted) return;
    // As if by itself, so that all that holds for what nobody asked for with a key holds for this.
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', { explicit: false });
  }

  /** The user went on, or wants nothing here. */
  end(): void {
    this.waiting.abort();
    this.waiting = new AbortController();
    this.last = undefined;
  }

  dispose(): void {
    this.end();
    this.subscription.dispose();
  }
}

/** Whether the user is still where it was asked. */
function isThere({ document, version, position }: AskedPlace): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== document || document.version !== version || !vscode.window.state.focused) return false;
  return editor.selections.length === 1 && editor.selection.isEmpty && editor.selection.active.isEqual(position);
}
