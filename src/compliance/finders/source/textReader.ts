import type { Token } from '../../text/lex';
import { commandReferences, runsModel, runTimeCommands } from '../commands';
import { hubAddresses, hubIdsInProse, isHubId, withoutRegion } from '../hubId';
import { keyKind } from '../keys';
import type { Value } from '../values';
import type { Found } from './frame';
import type { SourceCode } from './sourceCode';

/** Words of a list that make it worth reading as a command. */
const programs =
  /^(?:ollama|vllm|sglang|lmdeploy|huggingface-cli|hf|litgpt|tune|ramalama|lms|docker|text-generation-launcher|-.+)$/;

/** Reads what stands inside of strings and comments: commands, addresses and words for a reader. */
export class TextReader {
  /** The addresses that the file has written out so far. */
  private readonly written = new Set<string>();

  constructor(
    private readonly code: SourceCode,
    private readonly keep: (found: Found) => void,
  ) {}

  /** A string that is no id: a command for a shell, an address, or neither. */
  readText({ text, start }: Token): void {
    for (const { kind, certainty, text: id, index } of /\s|\(/.test(text) ? commandReferences(text) : []) {
      const at = start + index;
      this.keep({ kind, certainty, reference: id, start: at, end: at + id.length, prose: false });
    }
    // Spring's properties: `${llm.model:org/name}`.
    for (const match of text.includes('${') ? text.matchAll(/\$\{([\w.-]{1,80}):([\w./@-]{1,200})\}/g) : []) {
      const [whole, key = '', value = ''] = match;
      const at = start + match.index + whole.length - 1 - value.length;
      const kind = isHubId(value) && this.code.isAboutLearning ? keyKind(key) : null;
      if (kind !== null)
        this.keep({ kind, certainty: 'key', reference: value, start: at, end: at + value.length, prose: false });
    }
    this.readAddresses(text, start, false);
  }

  /** A text with all its placeholders filled in; what is in it stands where the text does. */
  readFilledText(token: Token, { text }: Value): void {
    this.readText(token);
    if (text === token.text) return;
    for (const { kind, text: address } of hubAddresses(text)) {
      // All of it was one name's value, which was seen where that was set.
      if (this.written.has(withoutRegion(address))) continue;
      this.keep({ kind, certainty: 'mention', reference: address, start: token.start, end: token.end, prose: false });
    }
  }

  /** A command into which the program puts a name. */
  readRunTimeCommands({ text, start }: Token): void {
    for (const { kind, certainty, text: name, index } of runTimeCommands(text, runsModel(text))) {
      const at = start + index;
      this.keep({ kind, certainty, reference: name, start: at, end: at + name.length, prose: false, atRunTime: true });
    }
  }

  /** The strings of a list as one command: `["ollama", "pull", "x"]`. */
  readCommand(words: readonly Value[]): void {
    if (words.length < 2 || !words.some(({ text }) => programs.test(text))) return;
    const starts: number[] = [];
    let line = '';
    for (const { text } of words) {
      starts.push(line.length);
      line += `${text} `;
    }
    for (const { kind, certainty, text, index } of commandReferences(line)) {
      const word = words[starts.findLastIndex((start) => start <= index)];
      if (word?.text.endsWith(text) !== true) continue;
      this.keep({ kind, certainty, reference: text, start: word.end - text.length, end: word.end, prose: false });
    }
  }

  readProse(text: string, start: number): void {
    const addresses = this.readAddresses(text, start, true);
    for (const id of hubIdsInProse(text)) {
      const inside = addresses.some(([from, to]) => id.index >= from && id.index < to);
      if (inside) continue;
      const at = start + id.index;
      this.keep({
        kind: 'model',
        certainty: 'mention',
        reference: id.text,
        start: at,
        end: at + id.text.length,
        prose: true,
      });
    }
  }

  /** Returns where in the text they stand. */
  readAddresses(text: string, start: number, prose: boolean): readonly (readonly [from: number, to: number])[] {
    const places: [number, number][] = [];
    for (const address of hubAddresses(text)) {
      const at = start + address.index;
      this.written.add(withoutRegion(address.text));
      places.push([address.index, address.index + address.text.length]);
      this.keep({
        kind: address.kind,
        certainty: 'mention',
        reference: address.text,
        start: at,
        end: at + address.text.length,
        prose,
      });
    }
    return places;
  }
}
