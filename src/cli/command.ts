import { parseArgs } from 'node:util';

/** An option of a command; both its parser and its line in `--help` come from here. */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly describe: string }
  | { readonly kind: 'text'; readonly value: string; readonly describe: string }
  | { readonly kind: 'list'; readonly value: string; readonly describe: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly describe: string }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly minimum: number;
      readonly maximum?: number;
      readonly describe: string;
    };

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values that a command gets for its options; absent when not given. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]?: Specs[Name] extends { kind: 'flag' }
    ? boolean
    : Specs[Name] extends { kind: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : Specs[Name] extends { kind: 'number' }
        ? number
        : Specs[Name] extends { kind: 'list' }
          ? readonly string[]
          : string;
};

/** How a command ended. `0` done, `1` refused or at `--fail-on`, `2` could not run, with the one line that says why. */
export type Outcome = { readonly code: 0 | 1 } | { readonly code: 2; readonly message: string };

/** `2` with its line; a person must be able to act on it. */
export function cannot(message: string): Outcome {
  return { code: 2, message };
}

/** What a command may touch of the terminal it runs in. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True where a person reads standard output or standard error. */
  readonly outputIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Results only. */
  write(text: string): void;
  /** Results in pieces, as fast as their reader takes them. */
  writeAll(pieces: Iterable<string>): Promise<void>;
  /** Progress and remarks; nothing that another program reads. */
  remark(text: string): void;
}

interface Positionals {
  /** As in `licit check [DIR]`. */
  readonly usage: string;
  readonly minimum: number;
  readonly maximum: number;
}

interface Definition<Specs extends OptionSpecs> {
  readonly name: string;
  readonly summary: string;
  readonly positionals: Positionals;
  readonly options: Specs;
  run(values: OptionValues<Specs>, positionals: readonly string[], terminal: Terminal): Promise<Outcome>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(argv: readonly string[], terminal: Terminal): Promise<Outcome>;
}

/** Makes a command whose `--help`, parser and types come from one description. */
export function defineCommand<const Specs extends OptionSpecs>(definition: Definition<Specs>): Command {
  const help = helpText(definition);
  return {
    name: definition.name,
    summary: definition.summary,
    help,
    run: async (argv, terminal) => {
      const parsed = parseArguments(definition, argv);
      if (typeof parsed === 'string') return cannot(`${parsed}; see \`licit ${definition.name} --help\``);
      if (parsed.help) {
        terminal.write(help);
        return { code: 0 };
      }
      return definition.run(parsed.values as OptionValues<Specs>, parsed.positionals, terminal);
    },
  };
}

interface Parsed {
  readonly help: boolean;
  readonly values: Readonly<Record<string, boolean | number | string | readonly string[]>>;
  readonly positionals: readonly string[];
}

/** The arguments of a command, or what is wrong with them. */
function parseArguments(definition: Definition<OptionSpecs>, argv: readonly string[]): Parsed | string {
  const options: Record<string, { type: 'boolean' | 'string'; multiple?: boolean; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const [name, spec] of Object.entries(definition.options)) {
    options[name] = { type: spec.kind === 'flag' ? 'boolean' : 'string', multiple: spec.kind === 'list' };
  }
  let raw: ReturnType<typeof parseArgs>;
  try {
    raw = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    return parseProblem(error instanceof Error ? error.message : String(error));
  }
  const help = raw.values.help === true;
  const values: Record<string, boolean | number | string | readonly string[]> = {};
  for (const [name, spec] of Object.entries(definition.options)) {
    const given = raw.values[name];
    if (given === undefined) continue;
    if (typeof given !== 'string' || spec.kind === 'text') {
      values[name] = Array.isArray(given) ? given.map(String) : given;
    } else if (spec.kind === 'choice') {
      if (!spec.choices.includes(given)) return `--${name} takes ${spec.choices.join(', ')}, not '${given}'`;
      values[name] = given;
    } else if (spec.kind === 'number') {
      const number = parseNumber(given);
      if (number === null || number < spec.minimum || number > (spec.maximum ?? Number.POSITIVE_INFINITY)) {
        return `--${name} takes a number ${numberRange(spec)}, not '${given}'`;
      }
      values[name] = number;
    }
  }
  const { positionals, minimum, maximum, usage } = { positionals: raw.positionals, ...definition.positionals };
  if (!help && positionals.length < minimum) return `${definition.name} needs ${usage}`;
  if (!help && positionals.length > maximum) return `${definition.name} does not take '${positionals[maximum]}'`;
  return { help, values, positionals };
}

/** A finite decimal number; `1e6` and `1_000_000` are welcome, `0x10`, `Infinity` and the empty string are not. */
function parseNumber(text: string): number | null {
  const plain = text.replace(/(?<=\d)_(?=\d)/g, '');
  return /^[+-]?\d+(\.\d+)?(e\+?\d{1,2})?$/i.test(plain) ? Number(plain) : null;
}

function numberRange(spec: { minimum: number; maximum?: number }): string {
  return spec.maximum === undefined ? `of at least ${spec.minimum}` : `from ${spec.minimum} to ${spec.maximum}`;
}

/** What parseArgs says, which has no other way to say it: its first sentence is the fact, the rest is advice about `--`. */
function parseProblem(message: string): string {
  const dash = /^Option '(--[\w-]+).*' argument is ambiguous/.exec(message)?.[1];
  if (dash !== undefined) return `what follows ${dash} begins with a dash; write ${dash}=VALUE`;
  return lowerFirst(message.split(/\.(?: |\n|$)|\n/)[0] ?? message);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function helpText(definition: Definition<OptionSpecs>): string {
  const rows = [
    ...Object.entries(definition.options),
    ['help', { kind: 'flag', describe: 'Show this help.' }] as const,
  ].map(([name, spec]) => [`--${name}${placeholder(spec)}`, spec.describe] as const);
  const usage = ['licit', definition.name, definition.positionals.usage, '[options]'].filter((part) => part !== '');
  return `${definition.summary}\n\nUsage: ${usage.join(' ')}\n\nOptions:\n${table(rows)}`;
}

function placeholder(spec: OptionSpec): string {
  if (spec.kind === 'flag') return '';
  return ` ${spec.kind === 'choice' ? spec.choices.join('|') : spec.value}`;
}

/** Two columns; a first column that is too wide for its neighbour stands on a line of its own. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)));
  return rows
    .map(([left, right]) =>
      left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}\n` : `  ${left.padEnd(width)}  ${right}\n`,
    )
    .join('');
}
