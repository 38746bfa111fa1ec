// A worker without a model: answers at once, in the worker's own protocol, for benches of what stands in front of it.
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineResult, Infill, ModelAbilities } from '../src/engine/engine';
import {
  abilitiesRequest,
  infillRequest,
  readInfillParams,
  readRememberParams,
  rememberRequest,
  startedNotification,
  streamedText,
} from '../src/engine/protocol';

const LINE = ' = await value.compute(first, second);';
const documents = new Set<string>();
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

connection.onRequest(abilitiesRequest, (): EngineResult<ModelAbilities> => {
  const fimTokens = { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' };
  return { ok: true, value: { fimTokens, chatTemplate: false, contextTokens: 1024, device: 'none' } };
});

connection.onRequest(rememberRequest, (params): EngineResult<number> => {
  const { change } = readRememberParams(params, 'remember');
  for (const path of change.drop) documents.delete(path);
  for (const { path } of change.put) documents.add(path);
  return { ok: true, value: documents.size };
});

connection.onRequest(infillRequest, (params): EngineResult<Infill> => {
  const { request, stream } = readInfillParams(params, 'infill');
  const text = request.singleLine ? LINE : `${LINE}\n${LINE.trim()}`;
  if (stream !== undefined) void connection.sendProgress(streamedText, stream, text);
  const tokens = text.split(/(?<=\W)/).map((token) => ({ text: token, probability: 0.99 }));
  const timings = { queueMs: 0, promptTokens: 800, promptTokensReused: 799, promptMs: 0, generateMs: 0, totalMs: 0 };
  return {
    ok: true,
    value: {
      text,
      tokens,
      confidence: 0.8,
      stop: 'line',
      pieceTokens: request.prompt.map(() => 1),
      documents: documents.size,
      timings: { ...timings, generatedTokens: tokens.length },
    },
  };
});

process.once('disconnect', () => process.exit(0));
connection.listen();
void connection.sendNotification(startedNotification);
