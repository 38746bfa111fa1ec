// How often is a completion right, and how often is one shown? On files that the built-in model never saw, through the very
// code that the editor and `licit complete` run: the rest of a line, or a whole body in braces; cold (the file alone), warm (its
// project around it), beside the model without the n-gram cache, the cache without the model, and the layout of llama.vscode;
// then what each source of context and each filter is worth, by leaving it out. usage: npm run bench -- quality [--places 1000]
// [--bodies 300] [--statements 300] [--seed 1] [--folder DIR] [--ways cold,warm: only these] [--without: leave things out] [--seen: unseen files of
// packages that it was trained on]
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCacheAlone } from './cacheAlone.mjs';
import { loadCore } from './core.mjs';
import { heldOutFiles, projectFiles } from './heldOut.mjs';
import { describe, describeFilters } from './judged.mjs';
import { drawBodies, drawPlaces, drawStatements } from './places.mjs';
import { LEFT_OUT, WAYS } from './ways.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Of the places, so many are enough to see what leaving something out does. */
const LEFT_OUT_PLACES = 400;

/**
 * @typedef {import('./judged.mjs').Result} Result
 * @typedef {{ places: number, bodies: number, statements: number, seed: number, seen?: boolean, folder?: string, without?: boolean, ways?: readonly string[], log?: (line: string) => void }} Options
 * @typedef {import('./places.mjs').Place} Place
 * @typedef {import('../src/engine/engine').Engine} Engine
 * @typedef {'line' | 'block' | 'any'} Asked
 */

/**
 * The places of each project, by its folder.
 * @param {readonly Place[]} places
 */
function byProject(places) {
  /** @type {Map<string, Place[]>} */
  const projects = new Map();
  for (const place of places) {
    const here = projects.get(place.file.root);
    if (here === undefined) projects.set(place.file.root, [place]);
    else here.push(place);
  }
  return projects;
}

/**
 * Completes places in every way and reports.
 * @param {Options} options
 */
export async function qualityBench({
  places: count,
  bodies: bodyCount,
  statements: statementCount,
  seed,
  seen = false,
  folder,
  without = false,
  ways,
  log = console.log,
}) {
  const { workerPath, core } = await loadCore();
  const files =
    folder === undefined
      ? await heldOutFiles({ wholePackages: !seen, onSkip: (what) => log(`not found: ${what}`) })
      : await projectFiles(folder);
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const syntax = new core.Syntax(join(root, 'dist/syntax'), log);
  const alone = await openCacheAlone(core, model);
  const signal = new AbortController().signal;

  /**
   * `asked`: a line, a block, or whatever the syntax of the place says.
   * @param {Place} place @param {import('./ways.mjs').Way} way @param {InstanceType<typeof core.ProjectMemory>} project
   * @param {Asked} asked @returns {Promise<Result>}
   */
  async function complete({ file, text, offset, answer }, way, project, asked) {
    const place = { text, offset, path: file.path, repository: file.package };
    const services = { model, ...(way.project ? { project } : {}) };
    const length = asked === 'any' ? {} : { multiline: asked === 'block' };
    const options = { ...length, projectPatienceMs: 60_000 };
    /** @type {import('../src/engine/engine').Infill | undefined} */
    let infill;
    const watch = {
      onAnswer: (/** @type {NonNullable<typeof infill>} */ said) => {
        infill = said;
      },
    };
    const started = performance.now();
    const asking = core.askedOtherwise(engine, way.ask ?? ((request) => request));
    const everything = { ...options, minConfidence: 0 };
    const result = await core.completeAt(
      place,
      { ...services, engine: asking, syntax, options: everything },
      signal,
      watch,
    );
    const ms = performance.now() - started;
    if ('kind' in result) throw new Error(result.message);
    const { confidence } = result;
    if (infill === undefined) return { confidence, text: '', shown: '', without: new Map(), answer, ms };
    const again = answering(engine, infill);
    /** @param {Partial<import('../src/completion/complete').CompletionServices>} [less] */
    const atThreshold = async (less = { syntax }) => {
      const shown = await core.completeAt(place, { ...services, engine: again, options, ...less }, signal);
      if ('kind' in shown) throw new Error(shown.message);
      return shown.text;
    };
    const shown = await atThreshold();
    /** @type {Map<string, string>} */
    const without = new Map();
    for (const [name] of confidence < threshold(way.project && project.documents > 0) ? [] : core.FILTERS) {
      const other = await atThreshold({ syntax, filters: core.FILTERS.filter(([kept]) => kept !== name) });
      if (other !== shown) without.set(name, other);
    }
    if (asked === 'block') {
      const other = await atThreshold({});
      if (other !== shown) without.set('whole-statements', other);
    }
    return { confidence, text: result.text, shown, without, answer, ms };
  }

  /** @param {boolean} withProject */
  const threshold = (withProject) =>
    (model.fim?.minConfidence ?? core.DEFAULTS.minConfidence) * (withProject ? core.DEFAULTS.withProject : 1);

  /** @param {readonly Place[]} places @param {import('./ways.mjs').Way} way @param {Asked} asked */
  async function all(places, way, asked) {
    /** @type {Result[]} */
    const results = [];
    for (const [folder, here] of byProject(places)) {
      const project = new core.ProjectMemory(folder);
      for (const place of here) results.push(await complete(place, way, project, asked));
      await project.leave(engine, model);
    }
    return results;
  }

  /** @param {readonly Place[]} places */
  async function fromCacheAlone(places) {
    /** @type {Result[]} */
    const results = [];
    for (const [folder, here] of byProject(places)) {
      const project = new core.ProjectMemory(folder);
      for (const place of here) {
        const started = performance.now();
        const { text, confidence } = await alone.complete(place, project);
        const shown = confidence < threshold(true) ? '' : text;
        const { answer } = place;
        results.push({ confidence, text, shown, without: new Map(), answer, ms: performance.now() - started });
      }
      await alone.leave(project);
    }
    return results;
  }

  const wanted = Object.entries(WAYS).filter(([name]) => ways === undefined || ways.includes(name));

  /** @param {string} what @param {readonly Place[]} places @param {Asked} asked */
  async function inEveryWay(what, places, asked) {
    const block = asked !== 'line';
    for (const [name, way] of places.length === 0 ? [] : wanted) {
      const results = await all(places, way, asked);
      log(describe(`${what}, ${name}`, results, block));
      if (name === 'warm' || (block && name === 'cold')) log(describeFilters(`${what}, ${name}`, results, block));
    }
  }

  try {
    const places = drawPlaces(files, count, seed);
    await inEveryWay('line', places, 'line');
    if (ways === undefined && count > 0) log(describe('line, cache alone', await fromCacheAlone(places)));
    if (without) {
      const some = places.slice(0, LEFT_OUT_PLACES);
      log(describe('line, warm, the first of the places', await all(some, { project: true }, 'line')));
      for (const [name, way] of Object.entries(LEFT_OUT))
        log(describe(`line, warm without ${name}`, await all(some, way, 'line')));
    }
    await inEveryWay('body', drawBodies(files, bodyCount, seed), 'block');
    await inEveryWay('statement', drawStatements(files, statementCount, seed), 'any');
  } finally {
    await alone.close();
    await engine.dispose();
  }
}

/**
 * An engine that has answered already.
 * @param {Engine} engine
 * @param {import('../src/engine/engine').Infill} infill
 * @returns {Engine}
 */
function answering(engine, infill) {
  return new Proxy(engine, {
    get(target, name) {
      if (name === 'infill') return async () => ({ ok: true, value: infill });
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
