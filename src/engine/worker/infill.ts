import type { Token } from 'node-llama-cpp';
import { blockEnd } from '../blockEnd';
import type { Infill, InfillRequest } from '../engine';
import { DraftedSteps, LONGEST_DRAFT } from './drafts';
import type { Distribution, EvaluatedSequence } from './evaluated';
import type { LocalCache } from './ngram/cache';
import { type Choice, mix } from './ngram/mixture';
import { LONGEST, type Match } from './ngram/tokenIndex';
import type { PromptTokens } from './prompt';
import { completeText, type Vocabulary } from './vocabulary';

/** Tokens of the history that a match can reach. */
const HISTORY = LONGEST + 1;

/**
 * Those of the tokens that spell `respell` again or begin to, with their probabilities renormalised. A model that is sure of
 * something else may give all of them none: then they are alike.
 */
function spelling(distribution: Distribution, fits: (token: Token) => boolean): Distribution {
  const kept = [...distribution].filter(([token]) => fits(token));
  const sum = kept.reduce((sum, [, probability]) => sum + probability, 0);
  return new Map(kept.map(([token, probability]) => [token, sum > 0 ? probability / sum : 1 / kept.length]));
}

/** Which tokens spell the text again, or begin to. */
function spells(vocabulary: Pick<Vocabulary, 'bytes'>, respell: string): (token: Token) => boolean {
  return (token) => {
    const bytes = vocabulary.bytes(token);
    return bytes !== '' && (bytes.startsWith(respell) || respell.startsWith(bytes));
  };
}

/** The likeliest next token under the model and, where there is one, the project's cache. */
export function choose(
  distribution: Distribution,
  vocabulary: Pick<Vocabulary, 'bytes'>,
  respell: string,
  matches: readonly Match[],
): Choice | null {
  if (respell === '') return mix(distribution, matches);
  const fits = spells(vocabulary, respell);
  return mix(
    spelling(distribution, fits),
    matches.filter(({ next }) => fits(next)),
  );
}

/** A prompt evaluated up to its last token, and what became of it. */
export interface Generation extends Omit<Infill, 'timings' | 'documents' | 'pieceTokens'> {
  readonly generatedTokens: number;
}

/**
 * Generates greedily from an aligned sequence that is filled but for the `rest` of the prompt. Ends at a stop token, at the token limit, at the line's end where one
 * line is wanted, where it leaves its block, and where a line has become too unlikely, the first or another: the text is cut there. Throws the signal's
 * reason when aborted. Where a step reads the whole distribution, the project's cache has its say in it; where it does not, the
 * cache drafts, and the text is the model's own.
 */
export async function generate(
  sequence: EvaluatedSequence,
  vocabulary: Vocabulary,
  prompt: Pick<PromptTokens, 'history' | 'respell'>,
  rest: readonly Token[],
  request: InfillRequest,
  local: LocalCache | null,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Generation> {
  const tokens: { text: string; probability: number }[] = [];
  const history = prompt.history.slice(-HISTORY);
  let { respell } = prompt;
  let bytes = '';
  let shown = '';
  let confidence = 1;
  let firstLine = true;
  /** Of the line that is being generated. */
  let lineConfidence = 1;
  let stop: Infill['stop'] = 'length';
  let next = rest;
  const mixed = sequence.readsAll ? local : null;
  const drafting = sequence.readsAll || !sequence.rewinds ? null : local;
  const steps = new DraftedSteps(sequence, () => {
    const most = Math.min(LONGEST_DRAFT, request.maxTokens - tokens.length - 1);
    const draft = drafting?.draft(history, most) ?? [];
    // Behind the end of an answer nothing is wanted.
    const end = draft.findIndex(
      (token) => vocabulary.isStop(token) || (request.singleLine && vocabulary.bytes(token).includes('\n')),
    );
    return end < 0 ? draft : draft.slice(0, end);
  });
  while (next.length > 0 && tokens.length < request.maxTokens) {
    signal.throwIfAborted();
    const distribution = await steps.next(next, respell === '' ? null : vocabulary.spelling(respell));
    const choice = choose(distribution, vocabulary, respell, mixed?.matches(history) ?? []);
    if (choice === null) {
      stop = 'end';
      break;
    }
    if (firstLine) confidence *= choice.probability;
    lineConfidence *= choice.probability;
    if (vocabulary.isStop(choice.token)) {
      stop = 'end';
      break;
    }
    const piece = vocabulary.bytes(choice.token);
    tokens.push({ text: Buffer.from(piece, 'latin1').toString('utf8'), probability: choice.probability });
    bytes += piece.slice(respell.length);
    respell = respell.slice(piece.length);
    next = [choice.token];
    history.push(choice.token);
    const whole = offered(bytes, request.singleLine);
    const left = request.singleLine || request.indent === undefined ? null : blockEnd(whole, request.indent, true);
    const text = whole.slice(0, left ?? whole.length);
    if (text.length > shown.length) onText(text.slice(shown.length));
    shown = text;
    if (left !== null) {
      stop = 'block';
      break;
    }
    if (piece.includes('\n')) lineConfidence = 1;
    if (bytes.includes('\n')) {
      firstLine = false;
      if (request.singleLine) {
        stop = 'line';
        break;
      }
    }
    if (Math.min(confidence, lineConfidence) < (request.minConfidence ?? 0)) {
      stop = 'unsure';
      break;
    }
  }
  await steps.end();
  return { text: shown, tokens, confidence, stop, generatedTokens: tokens.length };
}

/** Whole characters only, up to the first that is none, and for one line up to its end. */
function offered(bytes: string, singleLine: boolean): string {
  const line = singleLine ? (bytes.split('\n', 1)[0] ?? '') : bytes;
  return completeText(line).split('\ufffd', 1)[0] ?? '';
}
