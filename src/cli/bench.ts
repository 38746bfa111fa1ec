import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { nearestFiles } from '../completion/project/nearestFiles';
import { withFile } from '../formats/bytes';
import { builtinModel } from '../models/locate';
import { projectRoot } from '../project/root';
import { cannot, defineCommand, type Terminal } from './command';
import { packageFile } from './installation';
import { admitModel, withEngine } from './modelRun';
import { progressLine } from './progress';
import { openProject, projectOptions } from './projectOptions';
import { byTurns, summary, type Turn } from './replay/compare';
import { comparisonText, lengthOf } from './replay/comparisonText';
import { makeSession } from './replay/makeSession';
import { Ours } from './replay/ours';
import { Peer } from './replay/peer';
import { parseSession, type Session } from './replay/session';

/** Larger recordings are no recordings. Bytes. */
const LARGEST_REPLAY = 64 * 1024 * 1024;
/** Of a project without a recording: files that are typed in, and about the keys in each. */
const FILES = 3;
const KEYS = 80;

export const bench = defineCommand({
  name: 'bench',
  summary: 'Measure how long a suggestion takes on this machine.',
  positionals: { usage: '', minimum: 0, maximum: 0 },
  options: {
    model: { kind: 'text', value: 'REF', describe: 'The model; the built-in one unless told.' },
    replay: {
      kind: 'text',
      value: 'FILE',
      describe: 'A recorded session, JSON; without it, lines of the files around the current folder are typed again.',
    },
    peer: {
      kind: 'text',
      value: 'PATH',
      describe: 'A llama-server to ask as llama.vscode does, by turns, with the same model and threads.',
    },
    json: { kind: 'flag', describe: 'Print JSON.' },
    ...projectOptions,
  },
  run: async (values, _positionals, terminal) => {
    const session = await sessionOf(values.replay, terminal);
    if (typeof session === 'string') return cannot(session);
    const opened = openProject(values, projectRoot(terminal.cwd), 'assist', terminal);
    if (!opened.ok) return cannot(opened.message);
    const { setting } = opened;
    const reference =
      values.model ?? builtinModel({ registry: setting.registry, builtinDir: packageFile('builtin') })?.path;
    if (reference === undefined)
      return cannot(
        'the built-in model is missing in this installation; name another with --model, or install Licit again',
      );
    const admission = await admitModel(reference, setting, values.use, values.json === true, terminal);
    if (!admission.ok) return admission.outcome;
    const { model } = admission;
    const { signal } = terminal;
    const turns: Turn[] = [];
    const progress = progressLine(terminal);
    const keys = lengthOf(session);
    try {
      await withEngine(terminal, async (engine) => {
        progress.show(`Loading ${model.name}`);
        const abilities = await engine.abilities(model, signal);
        if (!abilities.ok) throw new Error(abilities.failure.message);
        const ours = new Ours(engine, model, signal);
        const program = values.peer === undefined ? null : resolve(terminal.cwd, values.peer);
        const { contextTokens } = abilities.value;
        const threads = Math.max(1, availableParallelism() - 1);
        const peer =
          program === null ? null : await Peer.start({ program, model: model.path, threads, contextTokens }, signal);
        try {
          const assistants = peer === null ? [ours] : [ours, peer];
          for await (const turn of byTurns(session, assistants, signal)) {
            turns.push(turn);
            progress.show(`${turns.length} of ${keys} keys`);
          }
        } finally {
          await peer?.stop();
        }
      });
    } catch (error) {
      progress.end();
      if (!signal.aborted) return cannot(error instanceof Error ? error.message : String(error));
      // What was measured before somebody stopped it is worth as much.
      if (turns.length > 0 && values.json !== true) terminal.write(comparisonText(model.name, session, turns));
      return cannot(`stopped after ${turns.length} of ${keys} keys`);
    }
    progress.end();
    const json = () => `${JSON.stringify(summary(turns), null, 2)}\n`;
    terminal.write(values.json === true ? json() : comparisonText(model.name, session, turns));
    return { code: 0 };
  },
});

/** What is typed, or why there is nothing. */
async function sessionOf(file: string | undefined, terminal: Terminal): Promise<Session | string> {
  if (file !== undefined) {
    const read = await readText(resolve(terminal.cwd, file), LARGEST_REPLAY);
    if (!read.ok) return `${file}: ${read.message}`;
    const session = parseSession(read.text);
    return typeof session === 'string' ? `${file}: ${session}` : session;
  }
  const root = terminal.cwd;
  const accepts = (name: string) => /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|cs|c|cc|cpp|h|hpp|swift)$/.test(name);
  const near = await nearestFiles(root, 'file', { limit: 200, accepts, signal: terminal.signal });
  const sources: { path: string; text: string }[] = [];
  for (const name of near) {
    const read = await readText(resolve(root, name), 1024 * 1024);
    if (read.ok) sources.push({ path: relative(root, resolve(root, name)), text: read.text });
  }
  const session = makeSession(sources, KEYS, evenly());
  if (session.files.length === 0)
    return 'there are no files of code to type in around the current folder; name a recording with --replay';
  return { files: session.files.slice(0, FILES) };
}

async function readText(path: string, most: number) {
  const read = await withFile(path, async (source) => (source.size > most ? null : source.handle.readFile('utf8')));
  if (!read.ok) return { ok: false as const, message: read.problem.message };
  if (read.value === null) return { ok: false as const, message: `larger than ${most / 1024 / 1024} MB` };
  return { ok: true as const, text: read.value };
}

/** Numbers that fill 0 to 1 evenly, the same in each run. */
function evenly(): () => number {
  let n = 0;
  return () => {
    n = (n + (Math.sqrt(5) - 1) / 2) % 1;
    return n;
  };
}
