import type { ChatAnswer, Engine, EngineFailure, Timings } from '../engine/engine';
import type { AdmittedModel } from '../gate/admitted';
import type { Use } from '../licensing/verdict';
import { CHAT_COMMANDS, type ChatCommand, parseCommand } from './commands';
import { type Attachment, chatMessages, type Turn } from './messages';

/** Longest answer, in tokens. */
const MAX_ANSWER_TOKENS = 1024;

/** What the face (panel or terminal) brings. The three answers are Markdown. */
export interface ChatServices {
  readonly engine: Engine;
  /** The chat model that the gate admitted; null when none is chosen. */
  readonly model: AdmittedModel | null;
  /** `use`: for what; else for what the project's policy says. */
  explain(model: string, signal: AbortSignal, use?: Use): Promise<string>;
  check(signal: AbortSignal): Promise<string>;
  models(signal: AbortSignal): Promise<string>;
}

export type Answer =
  /** Written by the model; `failure`: why it ended before it was done, with what had been written until then. */
  | {
      readonly by: 'model';
      readonly text: string;
      readonly stop: ChatAnswer['stop'] | 'failed';
      readonly timings?: Timings;
      readonly failure?: EngineFailure;
    }
  /** From Licit's own rules. */
  | { readonly by: 'verdict'; readonly text: string; readonly kind: ChatCommand['kind'] | 'no-model' };

/** What is said where a model would have to answer and none is chosen. */
const NO_CHAT_MODEL = `No chat model is chosen, so nobody answers questions here. Choose a model file (GGUF) on this machine; it is judged before it loads. These work without one: ${commandList()}.`;

function commandList(): string {
  return CHAT_COMMANDS.map((command) => `\`${command}\``).join(', ');
}

/** Answers the last of the turns. Never throws for what an engine or a model does; `onText` hears a model's answer as it is written. */
export async function answer(
  turns: readonly Turn[],
  attachments: readonly Attachment[],
  services: ChatServices,
  signal: AbortSignal,
  onText: (text: string) => void = () => undefined,
): Promise<Answer> {
  const command = parseCommand(turns.at(-1)?.text ?? '');
  if (command !== null) return { by: 'verdict', kind: command.kind, text: await run(command, services, signal) };
  const { model, engine } = services;
  if (model === null) return { by: 'verdict', kind: 'no-model', text: NO_CHAT_MODEL };
  let written = '';
  const request = { messages: chatMessages(turns, attachments), maxTokens: MAX_ANSWER_TOKENS };
  const result = await engine.chat(model, request, signal, (text) => {
    written += text;
    onText(text);
  });
  if (result.ok) return { by: 'model', ...result.value };
  if (result.failure.kind === 'cancelled') return { by: 'model', text: written, stop: 'cancelled' };
  return { by: 'model', text: written, stop: 'failed', failure: result.failure };
}

async function run(command: ChatCommand, services: ChatServices, signal: AbortSignal): Promise<string> {
  switch (command.kind) {
    case 'explain':
      return services.explain(command.model, signal, command.use);
    case 'check':
      return services.check(signal);
    case 'models':
      return services.models(signal);
    case 'unknown':
      return `\`${command.text.replaceAll('`', '')}\` is no command. There are ${commandList()}.`;
  }
}
