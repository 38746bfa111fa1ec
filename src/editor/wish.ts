import * as vscode from 'vscode';
import type { CompletionPlace } from '../completion/completion';
import type { Wish } from '../completion/wish';
import { holderOf, pathIn } from './folders';

/** What the model is shown at the most, in UTF-16 code units; far more than a small model's context holds. */
const BEFORE = 32_768;
const AFTER = 8192;

/** The place where VS Code asks for ghost text, as the core sees it. */
export function wishAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  { triggerKind, selectedCompletionInfo: selected }: vscode.InlineCompletionContext,
): Wish {
  const editor = editorOf(document);
  const { tabSize } = editor?.options ?? {};
  const end = document.lineAt(document.lineCount - 1).range.end;
  return {
    place: place(document, position, selected),
    automatic: triggerKind === vscode.InlineCompletionTriggerKind.Automatic,
    writable: vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) !== false,
    documentLength: document.offsetAt(end),
    cursors: editor?.selections.length ?? 1,
    hasSelection: editor?.selections.some(({ isEmpty }) => !isEmpty) ?? false,
    tabSize: typeof tabSize === 'number' ? tabSize : 4,
    document: document.uri.toString(),
    offset: document.offsetAt(position),
    line: position.line + 1,
    ...(selected === undefined
      ? {}
      : {
          selected: { typed: document.getText(selected.range.with({ end: position })), text: selected.text },
          entryReplaces: document.offsetAt(position) - document.offsetAt(selected.range.start),
        }),
  };
}

/** The view of a document that has the keyboard, else one that can be seen. */
function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((visible) => visible.document === document);
}

/** The text around the cursor. With an entry selected in the suggest widget, as if that were accepted already. */
function place(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): CompletionPlace {
  const from = document.positionAt(Math.max(0, document.offsetAt(position) - BEFORE));
  const to = document.positionAt(document.offsetAt(position) + AFTER);
  const cut = selected?.range ?? new vscode.Range(position, position);
  const before = document.getText(new vscode.Range(from, cut.start)) + (selected?.text ?? '');
  const after = document.getText(new vscode.Range(cut.end, to));
  const folder = holderOf(document);
  return {
    text: before + after,
    offset: before.length,
    path: pathIn(document),
    file: document.uri.path,
    repository: folder?.name ?? '',
    languageId: document.languageId,
  };
}
