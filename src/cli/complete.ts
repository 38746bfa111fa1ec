import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CompletionServices, completeAt } from '../completion/complete';
import type { Completion } from '../completion/completion';
import { ProjectMemory } from '../completion/project/projectMemory';
import { CodeReferences, referenceText } from '../completion/reference/codeReference';
import { codeTokens } from '../completion/reference/codeTokens';
import { LocalFinder } from '../completion/reference/finder';
import { GRAM } from '../completion/reference/fingerprints';
import { Syntax } from '../completion/syntax/syntax';
import { withFile } from '../formats/bytes';
import type { ExplainSetting } from '../gate/explain';
import { builtinModel } from '../models/locate';
import { projectRoot } from '../project/root';
import { cannot, defineCommand } from './command';
import { packageFile } from './installation';
import { admitModel, withEngine } from './modelRun';
import { openProject, projectOptions } from './projectOptions';

/** Larger files are not code that somebody writes. Bytes. */
const largestFile = 64 * 1024 * 1024;

export const complete = defineCommand({
  name: 'complete',
  summary: 'Ask a model what stands at a place in a file.',
  positionals: { usage: 'FILE:LINE:COLUMN', minimum: 1, maximum: 1 },
  options: {
    model: { kind: 'text', value: 'REF', describe: 'The model; the built-in one unless told.' },
    'min-confidence': {
      kind: 'number',
      value: 'P',
      minimum: 0,
      maximum: 1,
      describe: 'Offer nothing below this confidence; 0 offers everything.',
    },
    multiline: { kind: 'flag', describe: 'Let the answer run over several lines.' },
    json: { kind: 'flag', describe: 'Print JSON.' },
    ...projectOptions,
  },
  run: async (values, [where = ''], terminal) => {
    const place = parsePlace(where);
    if (place === null) return cannot(`'${where}' is no place; write FILE:LINE:COLUMN, both counted from 1`);
    const path = resolve(terminal.cwd, place.file);
    const read = await withFile(path, async (source) => (source.size > largestFile ? null : source.handle.readFile()));
    if (!read.ok) return cannot(`${place.file}: ${read.problem.message}`);
    if (read.value === null)
      return cannot(`${place.file}: larger than ${largestFile / 1024 / 1024} MB; name a file of code`);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.value);
    const offset = offsetOf(text, place.line, place.column);
    if (typeof offset === 'string') return cannot(`${place.file}: ${offset}`);
    const root = projectRoot(path);
    const opened = openProject(values, root, 'assist', terminal);
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
    const folder = root ?? dirname(path);
    const repeats = root === null ? undefined : referenceIn(root, relative(root, path), setting);
    const result = await withEngine(terminal, (engine) =>
      completeAt(
        {
          text,
          offset,
          path: relative(folder, path).split(sep).join('/'),
          file: path.split(sep).join('/'),
          repository: basename(folder),
        },
        {
          engine,
          model: admission.model,
          ...(root === null ? {} : { project: new ProjectMemory(root) }),
          ...(repeats === undefined ? {} : { reference: repeats }),
          syntax: new Syntax(packageFile('dist/syntax'), (message) => terminal.remark(`${message}\n`)),
          options: {
            projectPatienceMs: 3000,
            ...(values['min-confidence'] === undefined ? {} : { minConfidence: values['min-confidence'] }),
            multiline: values.multiline === true,
          },
        },
        terminal.signal,
      ),
    );
    if (!('text' in result)) return cannot(result.message);
    terminal.write(values.json === true ? `${JSON.stringify(result, null, 2)}\n` : textOf(result));
    return { code: 0 };
  },
});

/** How long to wait for the project's third-party code to be read. Milliseconds. */
const REFERENCE_PATIENCE_MS = 3000;

/** Looks through a completion that is long enough to repeat something by itself: reading what others wrote takes its time. */
function referenceIn(root: string, path: string, setting: ExplainSetting): CompletionServices['reference'] {
  const extension = extname(path);
  return async (cursor, text, signal) => {
    if (codeTokens(text, extension).ids.length < GRAM) return null;
    const finder = new LocalFinder(root, { restMs: 0 });
    const references = new CodeReferences(root, finder, REFERENCE_PATIENCE_MS);
    try {
      await Promise.race([finder.complete(), delay(REFERENCE_PATIENCE_MS, undefined, { ref: false })]);
      const { registry, today, ...project } = setting;
      return await references.of({ path }, { ...cursor, before: '' }, text, { registry, today, project }, signal);
    } finally {
      await references.dispose();
    }
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function parsePlace(text: string): Place | null {
  const match = /^(.+):(\d{1,9}):(\d{1,9})$/.exec(text);
  const [, file, line, column] = match ?? [];
  return file === undefined ? null : { file, line: Number(line), column: Number(column) };
}

/** Offset of a place in UTF-16 code units, or what is wrong with it. */
function offsetOf(text: string, line: number, column: number): number | string {
  const lines = [...text.matchAll(/\r\n|\n|\r|$/g)];
  const end = lines[line - 1]?.index;
  if (line < 1 || end === undefined) return `there is no line ${line}; the file has ${lines.length}`;
  const previous = lines[line - 2];
  const start = previous === undefined ? 0 : previous.index + previous[0].length;
  if (column < 1 || start + column - 1 > end)
    return `line ${line} has no column ${column}; its end is ${end - start + 1}`;
  return start + column - 1;
}

function textOf(completion: Completion): string {
  const { text, reason, detail, confidence, model, reference, timings } = completion;
  const cost = `${model}, confidence ${confidence.toFixed(2)}, ${timings.promptTokens} prompt tokens in ${Math.round(timings.promptMs)} ms, ${timings.generatedTokens} generated in ${Math.round(timings.generateMs)} ms`;
  if (text === '')
    return `Nothing to offer (${reason ?? 'empty'})${detail === undefined ? '' : `: ${detail}`}\n${cost}\n`;
  const repeats = reference === undefined ? '' : `Repeats ${referenceText(reference)}: ${reference.verdict}\n`;
  return `${text}\n${repeats}${cost}\n`;
}
