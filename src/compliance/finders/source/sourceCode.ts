import type { Token } from '../../text/lex';
import type { TextFile } from '../../text/textFile';
import { isAboutLearning, isAboutModels } from '../hubId';

/** A source file as its tokens, and what it is about as a whole. */
export class SourceCode {
  readonly path: string;
  readonly text: string;
  readonly extension: string;
  /** An id in this file that looks like a model's is one, whatever it stands in. */
  readonly isAboutModels: boolean;
  /** `load_dataset` is that of Hugging Face's library. */
  readonly loadsFromHub: boolean;
  private learning: boolean | null = null;

  constructor(
    readonly tokens: readonly Token[],
    { text, path, extension }: TextFile,
  ) {
    this.path = path;
    this.text = text;
    this.extension = extension;
    this.isAboutModels = isAboutModels(path, text);
    this.loadsFromHub = /\bdatasets\b/.test(text) && !/\bdef load_dataset\b/.test(text);
  }

  /** Where a setter or an entry is called `model`, the rest of the file has to say of what kind. */
  get isAboutLearning(): boolean {
    this.learning ??= isAboutLearning(this.text);
    return this.learning;
  }

  columnOf({ start }: Token): number {
    return start - (this.text.lastIndexOf('\n', start - 1) + 1);
  }

  /** A line ends between two tokens. */
  endsLine(first: Token, last: Token): boolean {
    return this.text.slice(first.end, last.start).includes('\n');
  }
}
