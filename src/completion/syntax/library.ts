import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Language, Parser } from '@vscode/tree-sitter-wasm';
import type { Grammar } from './grammars';

/** What was read of tree-sitter and may parse one language. */
interface Loaded {
  readonly parser: Parser;
  readonly language: Language;
}

/** tree-sitter and its grammars, each read when it is first needed, from a folder with `tree-sitter.js` and the `.wasm` files. */
export class Library {
  private library: Promise<typeof import('@vscode/tree-sitter-wasm')> | undefined;
  private readonly loaded = new Map<Grammar, Promise<Parser>>();

  constructor(private readonly folder: string) {}

  /** A parser of a language. Rejects when the files are missing or broken. */
  parser(grammar: Grammar): Promise<Parser> {
    const known = this.loaded.get(grammar);
    if (known !== undefined) return known;
    const loading = this.load(grammar).then(({ parser, language }) => parser.setLanguage(language));
    this.loaded.set(grammar, loading);
    return loading;
  }

  /** Frees the parsers. */
  async dispose(): Promise<void> {
    const loaded = [...this.loaded.values()];
    this.loaded.clear();
    for (const result of await Promise.allSettled(loaded)) if (result.status === 'fulfilled') result.value.delete();
  }

  private async load(grammar: Grammar): Promise<Loaded> {
    this.library ??= this.open();
    const { Parser, Language } = await this.library;
    const bytes = await readFile(join(this.folder, `tree-sitter-${grammar}.wasm`));
    return { language: await Language.load(bytes), parser: new Parser() };
  }

  /** Not part of the bundles: it finds its WebAssembly by its own place, in CommonJS only. */
  private async open(): Promise<typeof import('@vscode/tree-sitter-wasm')> {
    const file = join(this.folder, 'tree-sitter.js');
    const library: typeof import('@vscode/tree-sitter-wasm') = createRequire(file)(file);
    await library.Parser.init();
    return library;
  }
}
