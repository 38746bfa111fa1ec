// The n-gram cache without its model: what the project and the open file alone would say, by the same matches, escapes and
// healing, with nothing below the shortest match that counts.
import { join } from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

/** @typedef {{ text: string, confidence: number }} Answer */

/**
 * Opens the cache with a model's vocabulary.
 * @param {typeof import('./modules')} core
 * @param {import('../src/gate/admitted').AdmittedModel} admitted
 */
export async function openCacheAlone(core, admitted) {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: admitted.path, vocabOnly: true });
  const vocabulary = new core.Vocabulary(model);
  const cache = new core.NgramCache(model);
  /** Takes what it is told of a project, as the engine's worker does. */
  const memory = /** @type {import('../src/engine/engine').Engine} */ (
    Object.create(
      {},
      {
        remember: {
          value: async (
            /** @type {unknown} */ _,
            /** @type {import('../src/engine/engine').ProjectChange} */ change,
          ) => {
            for (const path of change.drop) cache.drop(path);
            for (const { path, text } of change.put) cache.put(path, text);
            return { ok: true, value: cache.documents };
          },
        },
      },
    )
  );

  /**
   * The rest of the line at a place, with the project around it.
   * @param {import('./places.mjs').Place} place
   * @param {import('../src/completion/project/projectMemory').ProjectMemory} project
   * @returns {Promise<Answer>}
   */
  async function complete({ file, text, offset }, project) {
    await project.prepare(memory, admitted, file.path);
    const { before, after } = core.cursorOf({ text, offset, path: file.path, repository: '' });
    const prompt = core.promptTokens(model, vocabulary, [{ text: before.slice(-4000), heal: true }], 100_000);
    if (prompt === null) return { text: '', confidence: 0 };
    let { respell } = prompt;
    const typed = core.completeText(respell).length;
    const local = cache.around(before.slice(0, before.length - typed), after, join(file.root, file.path));
    const history = prompt.history.slice(-core.LONGEST - 1);
    let bytes = '';
    let confidence = 1;
    for (let count = 0; count < core.DEFAULTS.lineTokens && !bytes.includes('\n'); count++) {
      const choice = core.choose(new Map(), vocabulary, respell, local.matches(history));
      if (choice === null || vocabulary.isStop(choice.token)) break;
      confidence *= choice.probability;
      const piece = vocabulary.bytes(choice.token);
      bytes += piece.slice(respell.length);
      respell = respell.slice(piece.length);
      history.push(choice.token);
    }
    const said = core.completeText(bytes).split('\n', 1)[0] ?? '';
    return bytes.includes('\n') ? { text: said, confidence } : { text: said, confidence: 0 };
  }

  const leave = (/** @type {import('../src/completion/project/projectMemory').ProjectMemory} */ project) =>
    project.leave(memory, admitted);
  return { complete, leave, close: () => model.dispose().then(() => llama.dispose()) };
}
