import type { LlamaModel, Token } from 'node-llama-cpp';
import { ChunkTokenizer } from './chunks';
import { type Match, scan, scanLongest, TokenIndex } from './tokenIndex';

/** Tokens taken of one document, and of the open file on either side of the cursor. */
const DOCUMENT_TOKENS = 8000;
/** Tokens of all documents together; the oldest give way. */
const PROJECT_TOKENS = 600_000;
/** Shorter matches in the open file make matters worse: the model has read its surroundings itself. Measured; see BENCHMARKS.md. */
const SHORTEST_IN_OPEN_FILE = 11;
/** Drafts after shorter matches are seldom right. */
const SHORTEST_DRAFTED = 3;
const GAP = -1;

/** What the cache knows in one place: the open file as it is, without the half-typed word, and the project's other files. */
export interface LocalCache {
  matches(history: readonly Token[]): Match[];
  /** What came next where the longest end of the history stood, at most so many tokens; none where too little matches. */
  draft(history: readonly Token[], most: number): readonly Token[];
}

/** The project's n-gram cache of one model: in memory only. It outlasts the model's stay in memory. */
export class NgramCache {
  private readonly index = new TokenIndex();
  private readonly tokenizer = new ChunkTokenizer((text) => this.model.tokenize(text, false));
  private readonly order = new Set<string>();

  constructor(private model: LlamaModel) {}

  /** The model in memory; another object of the same file each time it is loaded. */
  tokenizeWith(model: LlamaModel): void {
    this.model = model;
  }

  get documents(): number {
    return this.index.count;
  }

  /** Takes in a document, in place of an earlier version; where it gets too much, the oldest give way. */
  put(path: string, text: string): void {
    this.drop(path);
    this.index.put(path, this.tokenizer.tokens(text.replaceAll('\r\n', '\n'), DOCUMENT_TOKENS, 'start'));
    this.order.add(path);
    for (const oldest of this.order) {
      if (this.index.size <= PROJECT_TOKENS) break;
      this.drop(oldest);
    }
  }

  drop(path: string): void {
    this.index.drop(path);
    this.order.delete(path);
  }

  /** `before` ends where the half-typed word begins: a file must not predict the word from itself. */
  around(before: string, after: string, path: string): LocalCache {
    const left = this.tokenizer.tokens(before, DOCUMENT_TOKENS, 'end');
    const right = this.tokenizer.tokens(after, DOCUMENT_TOKENS, 'start');
    const open = Int32Array.from([...left, GAP, ...right, GAP]);
    return {
      matches: (history) => [
        ...scan(open, history).filter(({ length }) => length >= SHORTEST_IN_OPEN_FILE),
        ...this.index.matches(history, path),
      ],
      draft: (history, most) => {
        const here = scanLongest(open, history, most);
        const there = this.index.longest(history, most, path);
        const best = (here?.length ?? 0) >= (there?.length ?? 0) ? here : there;
        return best === null || best.length < SHORTEST_DRAFTED ? [] : best.tokens;
      },
    };
  }
}
