import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptPiece } from '../engine';
import { completeText, type Vocabulary } from './vocabulary';

/** Tokens that fall off the far end of a text at a time, so that the evaluated prompt stays valid while the user types on. */
const CUT_STEP = 64;

export interface PromptTokens {
  readonly tokens: readonly Token[];
  /** Bytes of the dropped last token, which the answer has to spell again first. Empty: nothing was dropped. */
  readonly respell: string;
}

interface TokenisedPiece {
  readonly tokens: readonly Token[];
  readonly keep: 'start' | 'end' | null;
}

/** The tokens of a text that its budget leaves. */
function within(tokens: readonly Token[], budget: number, keep: 'start' | 'end'): readonly Token[] {
  if (tokens.length <= budget) return tokens;
  if (keep === 'start') return tokens.slice(0, budget);
  const step = Math.min(CUT_STEP, Math.max(1, budget >> 2));
  return tokens.slice(Math.ceil((tokens.length - budget) / step) * step);
}

/** Bytes to spell again, or empty where healing would not help: after a line break, or where the token ends inside a character. */
function healable(bytes: string): string {
  const text = completeText(bytes);
  return bytes.includes('\n') ||
    text.length === 0 ||
    text.includes('\ufffd') ||
    Buffer.byteLength(text) !== bytes.length
    ? ''
    : bytes;
}

/**
 * Turns the pieces of a prompt into tokens: text without special tokens, roles by the ids of the GGUF, a beginning-of-sequence
 * token only for a model that wants one. Longer prompts than `room` lose text, first where `keep` is `start`.
 * Null when the model lacks a role that the prompt names.
 */
export function promptTokens(
  model: LlamaModel,
  vocabulary: Vocabulary,
  pieces: readonly PromptPiece[],
  room: number,
): PromptTokens | null {
  const parts: TokenisedPiece[] = [];
  let respell = '';
  if (model.tokens.shouldPrependBosToken && model.tokens.bos !== null)
    parts.push({ tokens: [model.tokens.bos], keep: null });
  for (const piece of pieces) {
    if ('special' in piece) {
      const token = vocabulary.fim.get(piece.special);
      if (token === undefined) return null;
      parts.push({ tokens: [token], keep: null });
      continue;
    }
    const keep = piece.keep ?? 'end';
    let tokens: readonly Token[] = model.tokenize(piece.text, false, 'trimLeadingSpace');
    const last = tokens.at(-1);
    if (piece.heal === true && last !== undefined) {
      respell = healable(vocabulary.bytes(last));
      if (respell !== '') tokens = tokens.slice(0, -1);
    }
    parts.push({ tokens: within(tokens, piece.maxTokens ?? Number.POSITIVE_INFINITY, keep), keep });
  }
  return { tokens: shortened(parts, room), respell };
}

function shortened(parts: readonly TokenisedPiece[], room: number): readonly Token[] {
  const sizes = parts.map((part) => part.tokens.length);
  let over = sizes.reduce((sum, size) => sum + size, 0) - room;
  for (const side of ['start', 'end'] as const) {
    parts.forEach((part, index) => {
      const size = sizes[index] ?? 0;
      if (over <= 0 || part.keep !== side) return;
      const kept = within(part.tokens, Math.max(0, size - over), side).length;
      sizes[index] = kept;
      over -= size - kept;
    });
  }
  return parts.flatMap(({ tokens, keep }, index) => {
    const size = sizes[index] ?? 0;
    return keep === 'end' ? tokens.slice(tokens.length - size) : tokens.slice(0, size);
  });
}
