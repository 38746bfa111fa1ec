import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CompletionServices } from '../completion/complete';
import type { CompletionPlace } from '../completion/completion';
import type { ContextKeeper } from '../completion/context/keeper';
import type { RecentEdits } from '../completion/context/recentEdits';
import type { Snippet, Surroundings } from '../completion/context/snippet';
import { type Cursor, cursorOf } from '../completion/cursor';
import { excludesOf } from './excludes';
import { holderOf } from './folders';
import type { Services } from './services';

/** Language servers have so long to say where names are declared. Milliseconds. */
const DEFINITIONS_MS = 120;
/** Files that were seen lately are remembered, and compared as far as they are still open. */
const SEEN = 10;
const DIAGNOSTICS = 3;
/** Around a declaration. Characters. */
const NEAR = 4000;

/** What the editor knows of a place beside the file that it is in, for models with room for it in their prompt. */
export class Contexts implements vscode.Disposable {
  private keeper: ContextKeeper | undefined;
  private edits: RecentEdits | undefined;
  /** The one seen last first. */
  private seen: readonly vscode.TextDocument[] = [];
  private readonly subscription: vscode.Disposable;

  constructor(private readonly services: Services) {
    const see = (editor: vscode.TextEditor | undefined) => editor !== undefined && this.see(editor.document);
    see(vscode.window.activeTextEditor);
    this.subscription = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(see),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        this.seen = this.seen.filter((document) => document !== closed);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
    );
  }

  /** How the context of a place in a document is asked for. */
  async of(
    document: vscode.TextDocument,
    position: vscode.Position,
    place: CompletionPlace,
  ): Promise<NonNullable<CompletionServices['context']>> {
    const { ContextKeeper, RecentEdits } = await this.services.core();
    this.keeper ??= new ContextKeeper();
    this.edits ??= new RecentEdits();
    const { keeper } = this;
    return (cursor, tokens, signal) =>
      keeper.of(
        place,
        cursor,
        position.line,
        tokens,
        () => this.look(document, position, place, cursor, signal),
        signal,
      );
  }

  /** Forgets what was seen and edited. */
  forget(): void {
    this.keeper?.forget();
    this.edits?.clear();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private see(document: vscode.TextDocument): void {
    this.seen = [document, ...this.seen.filter((other) => other !== document)].slice(0, SEEN);
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (this.edits === undefined || vscode.workspace.getWorkspaceFolder(document.uri) === undefined) return;
    for (const { range, text } of contentChanges) {
      const added = text.split('\n').length - 1;
      this.edits.edited(pathOf(document.uri), range.start.line + added, added - (range.end.line - range.start.line));
    }
  }

  private async look(
    document: vscode.TextDocument,
    position: vscode.Position,
    place: CompletionPlace,
    cursor: Cursor,
    signal: AbortSignal,
  ): Promise<Surroundings> {
    const folder = holderOf(document);
    const ofProject = this.seen.filter(
      (other) => other !== document && vscode.workspace.getWorkspaceFolder(other.uri) === folder,
    );
    const open = new Map(ofProject.map((other) => [pathOf(other.uri), other]));
    return {
      files: [...open].map(([path, other]) => ({ path, text: other.getText() })),
      edits: this.edits?.snippets(place.path, (path) => open.get(path)?.getText().split(/\r?\n/) ?? null) ?? [],
      definitions: await this.definitions(document, position, place, cursor, signal),
      diagnostics: vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ range }) => range.start.line <= position.line && position.line <= range.end.line)
        .slice(0, DIAGNOSTICS)
        .map(({ message }) => message.split('\n', 1)[0] ?? ''),
      excludes: excludesOf(document),
    };
  }

  /** Where the names near the cursor are declared, as far as the language servers say so in time. */
  private async definitions(
    document: vscode.TextDocument,
    position: vscode.Position,
    place: CompletionPlace,
    cursor: Cursor,
    signal: AbortSignal,
  ): Promise<readonly Snippet[]> {
    const syntax = await this.services.syntax();
    const names = (await syntax.names(place, cursor, signal)) ?? [];
    if (names.length === 0) return [];
    const offset = document.offsetAt(position);
    const found: Snippet[] = [];
    const looking = names.map(async ({ back }) => {
      const at = document.positionAt(offset - back);
      const answer: unknown = await vscode.commands.executeCommand(
        'vscode.executeDefinitionProvider',
        document.uri,
        at,
      );
      const [target] = Array.isArray(answer) ? answer.flatMap(targetOf) : [];
      const snippet = target === undefined ? null : await this.declared(document, target, signal);
      if (snippet !== null && !found.some(({ text }) => text === snippet.text)) found.push(snippet);
    });
    // A server that fails has nothing to say.
    await Promise.race([Promise.allSettled(looking), delay(DEFINITIONS_MS, undefined, { ref: false })]);
    return [...found];
  }

  /** A declaration in another file of the project, as its signature. */
  private async declared(
    document: vscode.TextDocument,
    { uri, range }: vscode.Location,
    signal: AbortSignal,
  ): Promise<Snippet | null> {
    const folder = holderOf(document);
    if (uri.toString() === document.uri.toString() || folder === undefined) return null;
    if (vscode.workspace.getWorkspaceFolder(uri) !== folder) return null;
    const target = await vscode.workspace.openTextDocument(uri);
    const at = target.offsetAt(range.start);
    const from = target.positionAt(Math.max(0, at - NEAR)).with({ character: 0 });
    const text = target.getText(new vscode.Range(from, target.positionAt(at + NEAR)));
    const offset = at - target.offsetAt(from);
    const there = { text, offset, path: pathOf(uri), repository: folder.name, languageId: target.languageId };
    const signature = await (await this.services.syntax()).signature(there, cursorOf(there), signal);
    return signature === null ? null : { path: there.path, text: signature };
  }
}

function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
}

/** Providers answer with places or with links to them. */
function targetOf(answer: unknown): readonly vscode.Location[] {
  if (answer instanceof vscode.Location) return [answer];
  if (typeof answer !== 'object' || answer === null || !('targetUri' in answer) || !('targetRange' in answer))
    return [];
  const { targetUri, targetRange } = answer;
  const selection = 'targetSelectionRange' in answer ? answer.targetSelectionRange : undefined;
  const range = selection instanceof vscode.Range ? selection : targetRange;
  return targetUri instanceof vscode.Uri && range instanceof vscode.Range
    ? [new vscode.Location(targetUri, range)]
    : [];
}
