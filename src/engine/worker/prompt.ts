import type { LlamaModel, Token } from 'node-llama-cpp';
import type { PromptPiece } from '../engine';
import { completeText, type Vocabulary } from './vocabulary';

/** Tokens that fall off the far end of a text at a time, so that the evaluated prompt stays valid while the user types on. */
const CUT_STEP = 64;
/** Tokens of each text that the n-gram cache may look back at. */
const HISTORY_TOKENS = 32;
/** Tokens looked at to find what has to be spelled again. */
const HEALED_TOKENS = 6;

export interface PromptTokens {
  readonly tokens: readonly Token[];
  /** Bytes of the dropped last tokens, which the answer has to spell again first. Empty: nothing was dropped. */
  readonly respell: string;
  /** How many of the tokens come before the text that is typed: they stay while it is. */
  readonly anchor: number;
  /** How many tokens each piece of the request came to. */
  readonly pieceTokens: readonly number[];
  /** The tokens that the answer continues, special ones left out; a text that keeps its start is none of them. */
  readonly history: readonly Token[];
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

/**
 * Bytes at the end of a half-typed text that have to be spelled again, and how many tokens they are: the last token, and those
 * before it as long as some token begins with all of them and goes on. (`readFileSy` is `read`, `File`, `S`, `y`; finished,
 * it is `read`, `File`, `Sync`, and `S` never stood there in training.) None after a line break, or inside a character.
 */
function toRespell(tokens: readonly Token[], vocabulary: Vocabulary): { bytes: string; tokens: number } {
  let result = { bytes: '', tokens: 0 };
  let bytes = '';
  for (let count = 1; count <= Math.min(tokens.length, HEALED_TOKENS); count++) {
    const token = tokens.at(-count);
    const piece = token === undefined ? '' : vocabulary.bytes(token);
    if (piece === '' || piece.includes('\n')) break;
    bytes = piece + bytes;
    const whole = Buffer.byteLength(completeText(bytes)) === bytes.length && !completeText(bytes).includes('\ufffd');
    if (whole && (count === 1 || vocabulary.goesOn(bytes))) result = { bytes, tokens: count };
  }
  return result;
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
  let typed = 0;
  const history: Token[] = [];
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
    let tokens = vocabulary.tokens(piece.text);
    if (piece.heal === true) {
      typed = parts.length;
      const healed = toRespell(tokens, vocabulary);
      respell = healed.bytes;
      tokens = tokens.slice(0, tokens.length - healed.tokens);
    }
    if (keep === 'end') history.push(...tokens.slice(-HISTORY_TOKENS));
    parts.push({ tokens: within(tokens, piece.maxTokens ?? Number.POSITIVE_INFINITY, keep), keep });
  }
  const kept = shortened(parts, room);
  return {
    tokens: kept.flat(),
    anchor: kept.slice(0, typed).flat().length,
    // A beginning-of-sequence token is no piece of the request.
    pieceTokens: kept.slice(parts.length - pieces.length).map(({ length }) => length),
    respell,
    history,
  };
}

function shortened(parts: readonly TokenisedPiece[], room: number): readonly (readonly Token[])[] {
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
  return parts.map(({ tokens, keep }, index) => {
    const size = sizes[index] ?? 0;
    return keep === 'end' ? tokens.slice(tokens.length - size) : tokens.slice(0, size);
  });
}
