import type { ChatHistoryItem, LlamaText, Token } from 'node-llama-cpp';
import type { ChatAnswer, ChatMessage, ChatRequest } from '../engine';
import { failed } from './failure';
import type { Lane } from './lane';
import { hasChatTemplate, type Session } from './models';
import { completeText } from './vocabulary';

interface ChatPrompt {
  readonly tokens: readonly Token[];
  /** Texts that end the answer besides the end-of-generation tokens. */
  readonly stops: readonly string[];
}

export type ChatOutcome = Pick<ChatAnswer, 'text' | 'stop'> & {
  readonly promptTokens: number;
  readonly promptTokensReused: number;
  readonly promptMs: number;
  readonly generatedTokens: number;
};

function historyItem({ role, content }: ChatMessage): ChatHistoryItem {
  if (role === 'assistant') return { type: 'model', response: [content] };
  return { type: role, text: content };
}

/** Texts that end an answer beyond the end-of-generation tokens, e.g. a turn marker that the vocabulary has no token for. */
function stopTexts({ backend, model, vocabulary }: Session, triggers: readonly LlamaText[]): readonly string[] {
  return triggers
    .filter((trigger) => {
      const [only, ...more] = trigger.tokenize(model.tokenizer);
      return only !== undefined && !(more.length === 0 && vocabulary.isStop(only));
    })
    .filter((trigger) => trigger.values.every((value) => !(value instanceof backend.bindings.SpecialToken)))
    .map((trigger) => trigger.toString());
}

/** The conversation in the model's own chat template (the GGUF's), the oldest turns left out where it is too long. */
function chatPrompt(session: Session, request: ChatRequest): ChatPrompt {
  const { backend, model, contextTokens } = session;
  if (!hasChatTemplate(model))
    throw failed('unsupported', 'This model has no chat template, so it cannot chat; choose a chat model.');
  const room = contextTokens - Math.min(request.maxTokens, contextTokens >> 1);
  const wrapper = backend.bindings.resolveChatWrapper(model, { warningLogs: false });
  let { messages } = request;
  while (true) {
    const chatHistory = [...messages.map(historyItem), historyItem({ role: 'assistant', content: '' })];
    const { contextText, stopGenerationTriggers } = wrapper.generateContextState({ chatHistory });
    const tokens = contextText.tokenize(model.tokenizer);
    if (tokens.length <= room) return { tokens, stops: stopTexts(session, stopGenerationTriggers) };
    const oldest = messages.findIndex(({ role }, index) => role !== 'system' && index < messages.length - 1);
    if (oldest < 0)
      throw failed('unsupported', 'The message is longer than this model can read; shorten it or attach less.');
    messages = messages.filter((_, index) => index !== oldest);
  }
}

/**
 * Answers the conversation, streaming whole characters. Between tokens completions go first. Stopped by the signal, it returns
 * what it has.
 */
export async function chat(
  session: Session,
  request: ChatRequest,
  completions: Lane,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<ChatOutcome> {
  const { tokens, stops } = chatPrompt(session, request);
  const { evaluated, vocabulary } = session;
  const started = performance.now();
  const promptTokensReused = await evaluated.align(tokens);
  let promptMs = 0;
  let bytes = '';
  let shown = '';
  let generatedTokens = 0;
  let stop: ChatAnswer['stop'] = 'length';
  try {
    let next = await evaluated.fill(tokens, signal, { giveWay: () => completions.idle() });
    promptMs = performance.now() - started;
    while (next.length > 0 && generatedTokens < request.maxTokens) {
      await completions.idle();
      signal.throwIfAborted();
      const token = await evaluated.greedy(next);
      if (token === null || vocabulary.isStop(token)) {
        stop = 'end';
        break;
      }
      generatedTokens++;
      bytes += vocabulary.bytes(token);
      next = [token];
      const text = completeText(bytes).replaceAll('\ufffd', '');
      const end = Math.min(
        ...stops.map((word) => text.indexOf(word)).map((at) => (at < 0 ? text.length : at)),
        text.length,
      );
      // A stop text may arrive in parts: what could be its beginning is held back.
      const safe = text.slice(0, end - (end < text.length ? 0 : heldBack(text, stops)));
      if (safe.length > shown.length) {
        onText(safe.slice(shown.length));
        shown = safe;
      }
      if (end < text.length) {
        stop = 'end';
        break;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    stop = 'cancelled';
  }
  return { text: shown, stop, promptTokens: tokens.length, promptTokensReused, promptMs, generatedTokens };
}

/** Characters at the end of the text that a stop text may begin with. */
function heldBack(text: string, stops: readonly string[]): number {
  let held = 0;
  for (const stop of stops)
    for (let size = Math.min(stop.length - 1, text.length); size > held; size--)
      if (text.endsWith(stop.slice(0, size))) held = size;
  return held;
}
