import type { Token } from 'node-llama-cpp';
import type { Infill, InfillRequest } from '../engine';
import type { Distribution, EvaluatedSequence } from './evaluated';
import type { PromptTokens } from './prompt';
import { completeText, type Vocabulary } from './vocabulary';

interface Choice {
  readonly token: Token;
  readonly probability: number;
}

/** The likeliest token; while something has to be spelled again, of those that spell it or begin to, with their probabilities renormalised. */
export function choose(distribution: Distribution, vocabulary: Vocabulary, respell: string): Choice | null {
  let best: Choice | null = null;
  let sum = 0;
  for (const [token, probability] of distribution) {
    if (respell !== '') {
      const bytes = vocabulary.bytes(token);
      if (bytes === '' || !(bytes.startsWith(respell) || respell.startsWith(bytes))) continue;
    }
    sum += probability;
    if (best === null || probability > best.probability) best = { token, probability };
    if (respell === '' && best !== null) return best;
  }
  return best === null || sum <= 0 ? null : { token: best.token, probability: best.probability / sum };
}

/** A prompt evaluated up to its last token, and what became of it. */
export interface Generation extends Omit<Infill, 'timings'> {
  readonly generatedTokens: number;
}

/**
 * Generates greedily from an aligned and filled sequence. Ends at a stop token, at the token limit, at the line's end where one
 * line is wanted, and where the first line has become too unlikely. Throws the signal's reason when aborted.
 */
export async function generate(
  sequence: EvaluatedSequence,
  vocabulary: Vocabulary,
  prompt: PromptTokens,
  request: InfillRequest,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Generation> {
  const tokens: { text: string; probability: number }[] = [];
  let { respell } = prompt;
  let bytes = '';
  let shown = '';
  let confidence = 1;
  let firstLine = true;
  let stop: Infill['stop'] = 'length';
  let last = prompt.tokens.at(-1);
  while (last !== undefined && tokens.length < request.maxTokens) {
    signal.throwIfAborted();
    const choice = choose(await sequence.next(last, respell !== ''), vocabulary, respell);
    if (choice === null) {
      stop = 'end';
      break;
    }
    if (firstLine) confidence *= choice.probability;
    if (vocabulary.isStop(choice.token)) {
      stop = 'end';
      break;
    }
    const piece = vocabulary.bytes(choice.token);
    tokens.push({ text: Buffer.from(piece, 'latin1').toString('utf8'), probability: choice.probability });
    bytes += piece.slice(respell.length);
    respell = respell.slice(piece.length);
    last = choice.token;
    const text = offered(bytes, request.singleLine);
    if (text.length > shown.length) {
      onText(text.slice(shown.length));
      shown = text;
    }
    if (bytes.includes('\n')) {
      firstLine = false;
      if (request.singleLine) {
        stop = 'line';
        break;
      }
    }
    if (confidence < (request.minConfidence ?? 0)) {
      stop = 'unsure';
      break;
    }
  }
  return { text: shown, tokens, confidence, stop, generatedTokens: tokens.length };
}

/** Whole characters only, up to the first that is none, and for one line up to its end. */
function offered(bytes: string, singleLine: boolean): string {
  const line = singleLine ? (bytes.split('\n', 1)[0] ?? '') : bytes;
  return completeText(line).split('\ufffd', 1)[0] ?? '';
}
