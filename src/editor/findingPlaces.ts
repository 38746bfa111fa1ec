import * as vscode from 'vscode';
import { type CheckResults, type FolderFinding, findingRange } from './checkResults';
import { movedSpan } from './movedSpan';

/** A finding where it stands in an open document now. */
export interface PlacedFinding extends FolderFinding {
  readonly range: vscode.Range;
  /** The reference itself, where it stands there literally; a join of strings does not. */
  readonly literal: vscode.Range | undefined;
}

/** Where the findings of the last check stand in documents that were edited since. */
export class FindingPlaces implements vscode.Disposable {
  private readonly edited = new Map<string, readonly { readonly of: FolderFinding; readonly range: vscode.Range }[]>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly results: CheckResults) {
    this.subscription = vscode.Disposable.from(
      this.changed,
      results.onChange(() => {
        this.edited.clear();
        this.changed.fire();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => this.move(document, contentChanges)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.edited.delete(uri.toString())),
    );
  }

  /** The findings of a document that still stand in it, in order. */
  of(document: vscode.TextDocument): PlacedFinding[] {
    const placed: PlacedFinding[] = [];
    for (const { of, range } of this.at(document.uri.toString())) {
      if (of.finding.range === null || !document.validateRange(range).isEqual(range)) continue;
      const literal = literalRange(document, range, of.finding.reference);
      // What is not saved was never checked: there only the very words tell that a finding still holds.
      if (literal !== undefined || !document.isDirty) placed.push({ ...of, range, literal });
    }
    return placed;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private at(uri: string) {
    const known = this.edited.get(uri);
    return known ?? (this.results.files.get(uri) ?? []).map((of) => ({ of, range: findingRange(of.finding) }));
  }

  private move({ uri }: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const key = uri.toString();
    if (!this.results.files.has(key)) return;
    let places = this.at(key);
    // From the end of the document to its beginning, so that each change finds what is before it as it was.
    for (const { range: replaced, text } of changes.toSorted((a, b) => b.range.start.compareTo(a.range.start))) {
      places = places.flatMap(({ of, range }) => {
        const moved = movedSpan(range, replaced, text);
        if (moved === null) return [];
        const { start, end } = moved;
        return [{ of, range: new vscode.Range(start.line, start.character, end.line, end.character) }];
      });
    }
    this.edited.set(key, places);
  }
}

/** The only place in a range where a text stands as it is. */
function literalRange(document: vscode.TextDocument, range: vscode.Range, text: string): vscode.Range | undefined {
  const there = document.getText(range);
  const at = there.indexOf(text);
  if (text === '' || at < 0 || there.indexOf(text, at + 1) >= 0) return undefined;
  const start = document.offsetAt(range.start) + at;
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}
