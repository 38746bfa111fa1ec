import { type CommandReference, commandReferences, runTimeCommands } from './commands';

/** What an image runs where only the command's arguments are given. */
const programs: readonly (readonly [image: RegExp, program: string])[] = [
  [/(?:^|[/-])ollama(?:[:@}]|$)/, 'ollama'],
  [/vllm-openai|(?:^|\/)vllm(?:[:@}]|$)/, 'vllm serve'],
  [/text-generation-inference/, 'text-generation-launcher'],
];
const commandKeys = /^(?:entrypoint|command|args)$/;
/** No command is longer. */
const maxWords = 64;

interface Container {
  /** Column of its keys. */
  readonly column: number;
  program: string | null;
  readonly words: { readonly text: string; readonly start: number }[];
}

/**
 * The commands of containers in compose files and Kubernetes manifests, whose program the image says:
 * `image: ollama/ollama` with `command: ["pull", "x"]`. It is told each line of a YAML file in order.
 */
export class ImageCommands {
  /** Maps around the line at hand, the innermost last. */
  private readonly open: Container[] = [];
  /** Lines below belong to the command of this one. */
  private listed: Container | null = null;

  /** The references of the containers that ended before this line. `offset`: of the line. */
  read(line: string, offset: number): readonly CommandReference[] {
    const [whole = '', blanks = '', dash = '', key, rest = ''] =
      /^( *)((?:- +)*)(?:["']?([A-Za-z_][\w.-]{0,80})["']?:(?:\s+|$))?(.*)$/.exec(line) ?? [];
    if (whole.trim() === '') return [];
    const column = blanks.length + dash.length;
    const found: CommandReference[] = [];
    for (let last = this.open.at(-1); last !== undefined; last = this.open.at(-1)) {
      if (last.column <= (dash === '' ? column : blanks.length)) break;
      found.push(...this.close());
    }
    const innermost = this.open.at(-1);
    if (key === undefined) {
      if (this.listed !== null) collect(this.listed, rest, offset + line.length - rest.length);
      return found;
    }
    let container = innermost;
    if (container?.column !== column) {
      container = { column, program: null, words: [] };
      this.open.push(container);
    }
    this.listed = null;
    if (key === 'image') container.program = programs.find(([image]) => image.test(unquoted(rest)))?.[1] ?? null;
    if (commandKeys.test(key)) {
      this.listed = container;
      if (!/^[|>]/.test(rest)) collect(container, rest, offset + line.length - rest.length);
    }
    return found;
  }

  /** The references of the containers that the file's end ends. */
  end(): readonly CommandReference[] {
    const found: CommandReference[] = [];
    while (this.open.length > 0) found.push(...this.close());
    return found;
  }

  private close(): readonly CommandReference[] {
    const container = this.open.pop();
    if (container === this.listed) this.listed = null;
    const words = container?.words ?? [];
    const program = container?.program ?? null;
    const [name = ''] = program?.split(' ') ?? [];
    if (program === null || words.length === 0 || words.some(({ text }) => text === name)) return [];
    const starts: number[] = [];
    let command = `${program} `;
    for (const { text } of words) {
      starts.push(command.length);
      command += `${text} `;
    }
    return [...commandReferences(command), ...runTimeCommands(command, true)].flatMap((found) => {
      const at = starts.findLastIndex((start) => start <= found.index);
      const word = words[at];
      const start = starts[at] ?? 0;
      return word === undefined ? [] : [{ ...found, index: word.start + found.index - start }];
    });
  }
}

function collect({ words }: Container, text: string, offset: number): void {
  for (const { 0: word, index } of text.matchAll(/[^\s"',[\]]+/g))
    if (words.length < maxWords) words.push({ text: word, start: offset + index });
}

function unquoted(text: string): string {
  return text.trim().replace(/^["']|["']$/g, '');
}
