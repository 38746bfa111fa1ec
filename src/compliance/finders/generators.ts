import type { Token } from '../text/lex';
import { type CallTable, slotOf } from './calls';
import type { Value, Values } from './values';

/** Something that writes text or other output when it is called: a model, or a vendor's service. */
export interface OutputSource {
  /** The model as it is named in the file; null where it is not. */
  readonly model: Value | null;
  /** Whose terms count where the model is not named or not known; null for a model that anybody may run. */
  readonly vendor: string | null;
}

/** A call in the tokens: from the first word of its name to its bracket. */
export interface Call {
  readonly first: number;
  /** Names from the outermost in: `client`, `chat`, `completions`, `create`. */
  readonly names: readonly string[];
  /** Index of the opening bracket. */
  readonly open: number;
  /** Index of the closing one. */
  readonly close: number;
}

/** Calls of vendors' clients that give back what a model wrote, by the end of their name. */
const clients: readonly (readonly [RegExp, string | null])[] = [
  [/(?:^|\.)(?:completions|ChatCompletion|Completion|responses)\.(?:create|acreate|parse|stream)$/, 'OpenAI'],
  [/(?:^|\.)messages\.(?:create|stream)$/, 'Anthropic'],
  [/(?:^|\.)(?:generate_content|generateContent|generate_content_async)$/, 'Google'],
  [/(?:^|\.)chat\.(?:complete|complete_async)$/, 'Mistral AI'],
  // What OpenAI's cookbook wraps its client in, usually in a file of its own.
  [/(?:^|\.)(?:chat_?)?completions?_with_(?:backoff|retry|retries)$/, 'OpenAI'],
  [/(?:^|\.)(?:invoke_model|converse)$/, null],
  [/(?:^|\.)ollama\.(?:chat|generate)$/, null],
];
/** The same for names that mean many things, in a file that uses the library. */
const gated: readonly (readonly [library: RegExp, name: RegExp, vendor: string | null])[] = [
  [/\blitellm\b/, /(?:^|\.)(?:completion|acompletion|batch_completion)$/, null],
  [/\bcohere\b/, /(?:^|\.)co(?:here)?\.(?:chat|generate)$/, 'Cohere'],
  [
    /@ai-sdk\/|ai-sdk-|ollama-ai-provider|from ['"]ai['"]/,
    /^(?:generateText|generateObject|streamText|streamObject)$/,
    null,
  ],
];
/** What makes an object that generates, by the name of the call, and whose service it is. */
const makers: readonly (readonly [RegExp, string | null])[] = [
  [/^(?:ChatOpenAI|AzureChatOpenAI|OpenAILLM|OpenAIGenerator|OpenAIChatGenerator|OpenAI)$/, 'OpenAI'],
  [/^(?:ChatAnthropic|AnthropicLLM|Anthropic)$/, 'Anthropic'],
  [/^(?:ChatGoogleGenerativeAI|GenerativeModel|ChatVertexAI|Gemini)$/, 'Google'],
  [/^(?:ChatMistralAI|MistralLLM)$/, 'Mistral AI'],
  [/^(?:ChatCohere|CohereLLM|Cohere)$/, 'Cohere'],
  [
    /^(?:ChatOllama|OllamaLLM|LLM|vLLM|pipeline|from_pretrained|InferenceClient|HuggingFacePipeline|from_model_id|init_chat_model|TransformersLLM)$/,
    null,
  ],
];
/** Methods of such objects that generate. */
const methods =
  /^(?:generate|chat|invoke|ainvoke|batch|abatch|predict|complete|acomplete|stream|text_generation|textGeneration|chat_completion|chatCompletion)$/;
/** Objects that are called themselves. */
const callable = /^(?:pipeline|ChatOpenAI|ChatAnthropic|OpenAI)$/;
/** AI SDK: the function that names a model says whose it is. */
const providers: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google',
  mistral: 'Mistral AI',
  cohere: 'Cohere',
};

/** Tokens of a call's arguments that are looked at: nesting must not cost more than length. */
export const maxArguments = 1000;

/** Tells which calls of a file generate, and with what. */
export class Generators {
  private readonly objects = new Map<string, OutputSource & { readonly callee: string }>();
  private readonly named: readonly (readonly [RegExp, string | null])[];
  private readonly byCall = new Map<Call, readonly [RegExp, string | null] | null>();
  /** A client that was pointed at another server is nobody's in particular. */
  private readonly isElsewhere: boolean;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly values: Values,
    private readonly calls: CallTable,
    text: string,
  ) {
    this.named = [
      ...clients,
      ...gated.filter(([library]) => library.test(text)).map(([, name, vendor]) => [name, vendor] as const),
    ];
    this.isElsewhere = /\b(?:base_url|baseURL|api_base|baseUrl)\b/.test(text);
  }

  /** Remembers that a variable holds what a call made, where that generates. */
  assign(variable: string, call: Call): void {
    const made = this.made(call);
    if (made !== null) this.objects.set(variable, { ...made, callee: call.names[call.names.length - 1] ?? '' });
  }

  /** What the object that a call makes generates with; null where it makes none that does. */
  made(call: Call): OutputSource | null {
    const callee = call.names[call.names.length - 1] ?? '';
    const maker = makers.find(([name]) => name.test(callee));
    if (maker === undefined || (callee === 'from_pretrained' && /Tokenizer|Processor/.test(call.names.join('.'))))
      return null;
    return { model: this.modelOf(call), vendor: this.isElsewhere ? null : maker[1] };
  }

  /** What a call generates with; null where it does not generate. */
  of(call: Call): OutputSource | null {
    const [variable = ''] = call.names;
    const method = call.names[call.names.length - 1] ?? '';
    const made = this.objects.get(call.names[call.names.length - 2] ?? '') ?? this.objects.get(variable);
    const isMade =
      made !== undefined &&
      (call.names.length === 1 ? callable.test(made.callee) : methods.test(method) && call.names.length <= 3);
    const client = this.clientOf(call);
    if (client === null) return isMade ? made : null;
    const model = this.modelOf(call) ?? made?.model ?? null;
    const provider = this.providerOf(call);
    const vendor = provider ?? made?.vendor ?? client[1];
    return { model, vendor: this.isElsewhere ? null : vendor };
  }

  /** The client's call that this is, by its name; looked up once, calls are asked about from all that stand around them. */
  private clientOf(call: Call): readonly [RegExp, string | null] | null {
    let client = this.byCall.get(call);
    if (client === undefined) {
      const name = call.names.join('.');
      client = this.named.find(([pattern]) => pattern.test(name)) ?? null;
      this.byCall.set(call, client);
    }
    return client;
  }

  /** The model that the arguments of a call name. */
  private modelOf({ names, open, close }: Call): Value | null {
    const callee = names[names.length - 1] ?? '';
    const slots = this.calls.slots(callee, names[names.length - 2] ?? null) ?? [];
    let depth = 0;
    let position = 0;
    const end = Math.min(close, open + maxArguments);
    for (let at = open; at < end; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'sign') continue;
      if (/[([{]/.test(token.text)) depth++;
      if (/[)\]}]/.test(token.text)) depth--;
      if (token.text === ',' && depth === 1) position++;
      const isNamed = token.text === '=' || token.text === ':';
      const key = isNamed ? (this.tokens[at - 1]?.text ?? '') : null;
      const isModel = isNamed
        ? depth <= 2 && /^(?:model|model_id|modelId|model_name|modelName|repo_id|engine)$/.test(key ?? '')
        : depth === 1 && (token.text === ',' || at === open) && slotOf(slots, null, position) !== undefined;
      if (!isModel) continue;
      const value = this.valueAt(at + 1);
      if (value !== null) return value;
    }
    return null;
  }

  /** A string or constant, or the argument of the function that makes a model of it (`openai('gpt-4')`). */
  private valueAt(index: number): Value | null {
    const direct = this.values.at(index);
    if (direct !== null) return direct.value;
    const isCall = this.tokens[index]?.kind === 'word' && this.tokens[index + 1]?.text === '(';
    return isCall ? (this.values.at(index + 2)?.value ?? null) : null;
  }

  private providerOf({ open, close }: Call): string | null {
    const end = Math.min(close, open + maxArguments);
    for (let at = open; at < end; at++) {
      const name = this.tokens[at]?.text ?? '';
      if (this.tokens[at]?.kind === 'word' && this.tokens[at + 1]?.text === '(' && Object.hasOwn(providers, name))
        return providers[name] ?? null;
    }
    return null;
  }
}

/** The calls of a file in the order of their brackets. */
export function callsIn(tokens: readonly Token[]): readonly Call[] {
  const closing = closingBrackets(tokens);
  const calls: Call[] = [];
  tokens.forEach((token, open) => {
    if (token.kind !== 'sign' || token.text !== '(') return;
    const names: string[] = [];
    let first = open;
    for (let at = open - 1; tokens[at]?.kind === 'word' && names.length < 8; at -= 2) {
      names.unshift(tokens[at]?.text ?? '');
      first = at;
      if (tokens[at - 1]?.text !== '.') break;
    }
    if (names.length > 0) calls.push({ first, names, open, close: closing.get(open) ?? tokens.length });
  });
  return calls;
}

function closingBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'sign') return;
    if (/[([{]/.test(token.text)) open.push(index);
    else if (/[)\]}]/.test(token.text)) {
      const start = open.pop();
      if (start !== undefined) closing.set(start, index);
    }
  });
  return closing;
}
