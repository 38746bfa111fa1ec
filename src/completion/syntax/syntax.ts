import type { Tree } from '@vscode/tree-sitter-wasm';
import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';
import { type Extent, extentAt } from './extent';
import { type Grammar, grammarOf } from './grammars';
import { Library } from './library';
import { namesBefore, type UsedName } from './names';
import { type Region, regionAround } from './region';
import { signatureAt } from './signature';
import { standsIn } from './standsIn';
import { Trees } from './trees';
import { endOfWholeStatements } from './wholeStatements';

/** What is known of a place by its syntax. */
export interface PlaceSyntax {
  /** Null in code; `unknown` where the code there cannot be parsed, half a string say. */
  readonly standsIn: 'comment' | 'string' | 'unknown' | null;
  readonly extent: Extent;
}

type Place = Pick<CompletionPlace, 'path' | 'file' | 'languageId'>;

/**
 * Syntax by tree-sitter. Every answer is null where there is none: no grammar for the language, code that cannot be parsed, or
 * not in time; who asks then does what it would do without.
 */
export class Syntax {
  private readonly library: Library;
  private readonly trees: Trees;
  private told = false;

  /**
   * `folder` holds `tree-sitter.js` and the grammars, which are read when they are first needed. `onProblem` hears once, in one
   * line, when they cannot be. `now` tells how long parsing has taken. Milliseconds.
   */
  constructor(
    folder: string,
    private readonly onProblem: (message: string) => void = () => undefined,
    now: () => number = () => performance.now(),
  ) {
    this.library = new Library(folder);
    this.trees = new Trees(this.library, now);
  }

  /** What the cursor stands in, and how much is wanted there. */
  at(place: Place, cursor: Cursor, signal: AbortSignal): Promise<PlaceSyntax | null> {
    return this.ask(place, (grammar) => {
      const { text, cursor: offset } = regionAround(cursor);
      return this.trees.with(nameOf(place), grammar, text, signal, (tree) => placeSyntax(tree, text, offset));
    });
  }

  /**
   * Takes off a block's end what is no whole statement. A text that brings no whole statement is left with nothing.
   */
  wholeStatements(place: Place, cursor: Cursor, text: string, signal: AbortSignal): Promise<string | null> {
    return this.ask(place, (grammar) => {
      const region = withText(regionAround(cursor), text);
      return this.trees.variant(nameOf(place), grammar, region.text, signal, (tree) => {
        const { cursor: start } = region;
        return text.slice(0, endOfWholeStatements(tree, region.text, start, start + text.length) - start);
      });
    });
  }

  /** Names that code in front of the cursor uses, the nearest first, each with how far in front of the cursor it begins. */
  names(place: Place, cursor: Cursor, signal: AbortSignal): Promise<readonly UsedName[] | null> {
    return this.ask(place, (grammar) => {
      const { text, cursor: offset } = regionAround(cursor);
      return this.trees.with(nameOf(place), grammar, text, signal, (tree) => namesBefore(tree, text, offset));
    });
  }

  /** The declaration at a place, without the bodies of functions; null where none stands. */
  signature(place: Place, cursor: Cursor, signal: AbortSignal): Promise<string | null> {
    return this.ask(place, (grammar) => {
      const { text, cursor: offset } = regionAround(cursor);
      // Under a name of its own: the file may be the one that is completed, elsewhere in it.
      return this.trees.variant(`declared in ${nameOf(place)}`, grammar, text, signal, (tree) =>
        signatureAt(tree, text, offset),
      );
    });
  }

  /** Frees what was parsed and read. */
  async dispose(): Promise<void> {
    await this.trees.settled();
    this.trees.clear();
    await this.library.dispose();
  }

  private async ask<Result>(
    place: Place,
    answer: (grammar: Grammar) => Promise<Result | null>,
  ): Promise<Result | null> {
    const grammar = grammarOf(place);
    if (grammar === null) return null;
    try {
      return await answer(grammar);
    } catch (error) {
      // The files are missing or broken, which a person can mend; completion goes on without.
      if (!this.told) this.onProblem(`syntax trees: ${error instanceof Error ? error.message : String(error)}`);
      this.told = true;
      return null;
    }
  }
}

function nameOf({ path, file = path }: Place): string {
  return file;
}

function withText({ text, cursor }: Region, added: string): Region {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor };
}

function placeSyntax(tree: Tree, text: string, offset: number): PlaceSyntax {
  return { standsIn: standsIn(tree, text, offset), extent: extentAt(tree, text, offset) };
}
