import type { CancellationToken } from 'vscode-jsonrpc';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineFailure, EngineResult, Infill, Timings } from '../engine';
import {
  abilitiesRequest,
  chatRequest,
  type InfillParams,
  infillRequest,
  readAbilitiesParams,
  readChatParams,
  readInfillParams,
  readRememberParams,
  rememberRequest,
  STATE_DIR,
  STATE_KEY,
  startedNotification,
  streamedText,
  unloadRequest,
  type WireModel,
} from '../protocol';
import { Background } from './background';
import { chat } from './chat';
import { Failed, failed } from './failure';
import { generate } from './infill';
import { Lane } from './lane';
import { oneLine } from './llama';
import { Models } from './models';
import { promptTokens } from './prompt';
import { SavedStates } from './savedState';
import { completeText } from './vocabulary';

/** How long llama.cpp gets to free its memory when the parent is gone. */
const FAREWELL_MS = 2000;

const { [STATE_DIR]: stateDir, [STATE_KEY]: stateKey } = process.env;
const states =
  stateDir === undefined || stateKey === undefined
    ? null
    : new SavedStates(stateDir, stateKey, (line) => process.stderr.write(`${line}\n`));
const models = new Models(states);
const completions = new Lane();
const chats = new Lane();
const background = new Background();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

/** Aborted when the program that the worker works for is gone: then nobody wants an answer. */
const farewell = new AbortController();

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return AbortSignal.any([controller.signal, farewell.signal]);
}

/** The barrier: expected failures become values, others are written to the log as well. */
async function answered<T>(signal: AbortSignal, work: () => Promise<T>): Promise<EngineResult<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, failure: failureOf(error, signal) };
  }
}

function failureOf(error: unknown, signal: AbortSignal): EngineFailure {
  if (error instanceof Failed) return error.failure;
  if (signal.aborted) return { kind: 'cancelled', message: 'Cancelled.' };
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { kind: 'internal', message: `The engine failed (${oneLine(error)}); Licit's log has the details.` };
}

function streamTo(stream: number | undefined): (text: string) => void {
  if (stream === undefined) return () => undefined;
  return (text) => void connection.sendProgress(streamedText, stream, text);
}

/** Milliseconds since the given moment, to a thousandth. */
function since(start: number): number {
  return Math.round((performance.now() - start) * 1000) / 1000;
}

/**
 * Ends uses of other models where memory does not suffice for all. In no lane, as what has to end may wait for one. A chat at
 * work is not ended: it may take minutes, and is the user's.
 */
async function makeRoom(model: WireModel, signal: AbortSignal): Promise<void> {
  for (const use of models.inTheWayOf(model)) {
    if (use === 'chat' && chats.busy)
      throw failed(
        'out-of-memory',
        `${model.name} does not fit in memory beside the model that is answering in the chat; wait for the answer, or choose smaller models.`,
      );
    const lane = use === 'chat' ? chats : completions;
    await lane.run(signal, () => models.end(use));
  }
}

connection.onRequest(abilitiesRequest, (params, token) => {
  background.giveWay();
  const signal = signalOf(token);
  return answered(signal, async () => {
    const { model } = readAbilitiesParams(params, 'abilities');
    await makeRoom(model, signal);
    return models.abilities(model, signal);
  });
});

connection.onRequest(rememberRequest, (params, token) => {
  background.giveWay();
  const signal = signalOf(token);
  return answered(signal, async () => {
    const { model, change } = readRememberParams(params, 'remember');
    await makeRoom(model, signal);
    // In its turn: a session may have to make room for another, and none may do so while it is at work.
    const { cache } = await completions.run(signal, () => models.session(model, 'completion', signal));
    for (const path of change.drop) cache.drop(path);
    for (const { path, text } of change.put) {
      cache.put(path, text);
      // A completion that waits goes between two documents.
      await new Promise(setImmediate);
      signal.throwIfAborted();
    }
    return cache.documents;
  });
});

connection.onRequest(infillRequest, (params, token) => {
  const signal = signalOf(token);
  return answered(signal, async () => {
    const asked = readInfillParams(params, 'infill');
    const arrived = performance.now();
    const work = (signal: AbortSignal) => completions.run(signal, () => infill(asked, arrived, signal));
    if (asked.request.ahead === undefined) {
      background.giveWay();
      await makeRoom(asked.model, signal);
      return work(signal);
    }
    // Not at the cost of a model that is in use.
    if (models.inTheWayOf(asked.model).length > 0) throw failed('cancelled', 'Memory is used by another model.');
    if ((completions.busy && !background.busy) || chats.busy) throw failed('cancelled', 'Something else is asked.');
    return background.run(signal, work);
  });
});

/** Fills in the middle, in its turn. */
async function infill(
  { model, saving, request, stream }: InfillParams,
  arrived: number,
  signal: AbortSignal,
): Promise<Infill> {
  const session = await models.session(model, 'completion', signal);
  const { evaluated, vocabulary, cache } = session;
  models.useFreeThreads(session, saving);
  const started = performance.now();
  const room = session.contextTokens - request.maxTokens;
  const prompt = promptTokens(session.model, vocabulary, request.prompt, room);
  if (prompt === null || prompt.tokens.length === 0)
    throw failed('unsupported', `${model.name} has no tokens for filling in the middle; choose a completion model.`);
  // Another place's work would be lost to what may never be asked.
  if (request.ahead === 'answer' && !evaluated.rewinds)
    throw failed('cancelled', `${model.name} can't take back what is evaluated ahead.`);
  const promptTokensReused = await evaluated.align(prompt.tokens);
  const maxTokens = request.ahead === 'prompt' ? 0 : request.maxTokens;
  const rest = await evaluated.fill(prompt.tokens, signal, { anchor: prompt.anchor, stay: maxTokens === 0 });
  const filled = performance.now();
  const { around } = request;
  const typed = completeText(prompt.respell).length;
  const local =
    around === undefined
      ? null
      : cache.around(around.before.slice(0, around.before.length - typed), around.after, around.path);
  const { generatedTokens, ...generation } = await generate(
    evaluated,
    vocabulary,
    prompt,
    rest,
    { ...request, maxTokens },
    local,
    signal,
    streamTo(stream),
  );
  const timings: Timings = {
    queueMs: Math.round((started - arrived) * 1000) / 1000,
    promptTokens: prompt.tokens.length,
    promptTokensReused,
    promptMs: Math.round((filled - started) * 1000) / 1000,
    generatedTokens,
    generateMs: since(filled),
    totalMs: since(arrived),
  };
  return { ...generation, pieceTokens: prompt.pieceTokens, documents: cache.documents, timings };
}

connection.onRequest(chatRequest, (params, token) => {
  background.giveWay();
  const signal = signalOf(token);
  const arrived = performance.now();
  return answered(signal, async () => {
    const { model, saving, request, stream } = readChatParams(params, 'chat');
    await makeRoom(model, signal);
    return chats.run(signal, async () => {
      const session = await models.session(model, 'chat', signal);
      models.useFreeThreads(session, saving);
      const started = performance.now();
      const outcome = await chat(session, request, completions, signal, streamTo(stream));
      const { text, stop, ...counted } = outcome;
      const generateMs = Math.max(0, since(started) - counted.promptMs);
      const timings = { queueMs: started - arrived, ...counted, generateMs, totalMs: since(arrived) };
      return { text, stop, timings };
    });
  });
});

connection.onRequest(unloadRequest, (_params, token) => {
  background.giveWay();
  const signal = signalOf(token);
  return answered(signal, () =>
    // In this order: a running chat waits for completions between its tokens.
    chats.run(signal, () =>
      completions.run(signal, async () => {
        await models.unload();
        return null;
      }),
    ),
  );
});

// No parent, no worker: whoever the engine worked for is gone.
process.once('disconnect', () => {
  setTimeout(() => process.exit(0), FAREWELL_MS).unref();
  farewell.abort();
  // Memory is freed when no work reads it any more.
  const ended = [completions, chats].map((lane) => lane.run(new AbortController().signal, async () => undefined));
  void Promise.all(ended)
    .then(() => models.free())
    .then(() => states?.forget())
    .finally(() => process.exit(0));
});

connection.listen();
void connection.sendNotification(startedNotification);
