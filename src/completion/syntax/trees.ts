import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Edit, Parser, Point, Tree } from '@vscode/tree-sitter-wasm';
import type { Grammar } from './grammars';
import type { Library } from './library';

/** The longest that parsing keeps the process from anything else, and the longest that it takes in all. Milliseconds. */
const SLICE_MS = 4;
const BUDGET_MS = 40;
/** Documents whose trees are kept. */
const KEPT = 4;

interface Kept {
  readonly grammar: Grammar;
  readonly text: string;
  readonly tree: Tree;
}

/**
 * Parses documents, each after the first time only where it changed. Trees are WebAssembly memory: those that are given out are
 * valid until the given function returns.
 */
export class Trees {
  /** By document, the one used last at the end. */
  private readonly kept = new Map<string, Kept>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly library: Library,
    private readonly now: () => number,
  ) {}

  /** Parses a document and hands its tree to `use`; null when that takes too long. One at a time, in order. */
  with<Result>(
    document: string,
    grammar: Grammar,
    text: string,
    signal: AbortSignal,
    use: (tree: Tree) => Result,
  ): Promise<Result | null> {
    return this.inTurn(async () => {
      const parser = await this.library.parser(grammar);
      const tree = await this.parsed(document, grammar, parser, text, signal);
      return tree === null ? null : use(tree);
    });
  }

  /**
   * The same for what a kept document would be with another text, of which nothing is kept.
   */
  variant<Result>(
    document: string,
    grammar: Grammar,
    text: string,
    signal: AbortSignal,
    use: (tree: Tree) => Result,
  ): Promise<Result | null> {
    return this.inTurn(async () => {
      const parser = await this.library.parser(grammar);
      const base = this.kept.get(document);
      const old = base?.grammar === grammar ? edited(base, text) : null;
      const tree = await this.parse(parser, text, old, signal);
      old?.delete();
      try {
        return tree === null ? null : use(tree);
      } finally {
        tree?.delete();
      }
    });
  }

  /** Frees all trees. */
  clear(): void {
    for (const { tree } of this.kept.values()) tree.delete();
    this.kept.clear();
  }

  /** Ends when what runs has ended. */
  async settled(): Promise<void> {
    await this.turn.catch(() => undefined);
  }

  private inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(run, run);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async parsed(
    document: string,
    grammar: Grammar,
    parser: Parser,
    text: string,
    signal: AbortSignal,
  ): Promise<Tree | null> {
    const known = this.kept.get(document);
    this.kept.delete(document);
    if (known?.grammar === grammar && known.text === text) {
      this.kept.set(document, known);
      return known.tree;
    }
    const old = known?.grammar === grammar ? edited(known, text) : null;
    const tree = await this.parse(parser, text, old, signal);
    old?.delete();
    if (tree === null) {
      // What was parsed before is still good for the next time.
      if (known !== undefined) this.kept.set(document, known);
      return null;
    }
    known?.tree.delete();
    this.kept.set(document, { grammar, text, tree });
    this.dropOldest();
    return tree;
  }

  /** In slices, between which others have their turn. */
  private async parse(parser: Parser, text: string, old: Tree | null, signal: AbortSignal): Promise<Tree | null> {
    const until = this.now() + BUDGET_MS;
    parser.reset();
    for (;;) {
      const end = this.now() + SLICE_MS;
      const tree = parser.parse(text, old, { progressCallback: () => this.now() > end });
      if (tree !== null) return tree;
      if (signal.aborted || this.now() > until) {
        parser.reset();
        return null;
      }
      await nextTurn();
    }
  }

  private dropOldest(): void {
    const [oldest] = this.kept;
    if (this.kept.size <= KEPT || oldest === undefined) return;
    const [document, { tree }] = oldest;
    tree.delete();
    this.kept.delete(document);
  }
}

/** A copy of a tree that knows what changed in its text since. */
function edited({ tree, text }: Kept, now: string): Tree {
  const copy = tree.copy();
  const shorter = Math.min(text.length, now.length);
  let start = 0;
  while (start < shorter && text.charCodeAt(start) === now.charCodeAt(start)) start++;
  let same = 0;
  while (same < shorter - start && text.charCodeAt(text.length - 1 - same) === now.charCodeAt(now.length - 1 - same))
    same++;
  const oldEnd = text.length - same;
  const newEnd = now.length - same;
  const edit: Edit = {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(now, start),
    oldEndPosition: pointAt(text, oldEnd),
    newEndPosition: pointAt(now, newEnd),
  };
  copy.edit(edit);
  return copy;
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let line = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', line)) {
    row++;
    line = end + 1;
  }
  return { row, column: offset - line };
}
