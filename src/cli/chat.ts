import { relative, resolve, sep } from 'node:path';
import { parseCommand } from '../chat/commands';
import { answer } from '../chat/conversation';
import type { Attachment } from '../chat/messages';
import { withFile } from '../formats/bytes';
import { explain } from '../gate/explain';
import { projectRoot } from '../project/root';
import { checkText } from './check';
import { cannot, defineCommand, type Terminal } from './command';
import { explanationText } from './explanationText';
import { admitModel, withEngine } from './modelRun';
import { modelRows, modelsText } from './models';
import { openProject, projectOptions } from './projectOptions';

/** Larger files would not fit a model's context anyway. Bytes. */
const largestAttachment = 1024 * 1024;

export const chat = defineCommand({
  name: 'chat',
  summary: 'Ask a chat model on this machine; /explain MODEL, /check and /models need none.',
  positionals: { usage: 'PROMPT', minimum: 1, maximum: 1 },
  options: {
    model: { kind: 'text', value: 'REF', describe: 'The chat model: the path of a GGUF file.' },
    attach: { kind: 'list', value: 'FILE', describe: 'Send this file with the question; may be given several times.' },
    json: { kind: 'flag', describe: 'Print JSON.' },
    ...projectOptions,
  },
  run: async (values, [prompt = ''], terminal) => {
    if (prompt.trim() === '') return cannot('chat needs a PROMPT that is not empty');
    const root = projectRoot(terminal.cwd);
    const opened = openProject(values, root, 'assist', terminal);
    if (!opened.ok) return cannot(opened.message);
    const { setting } = opened;
    const attachments = await readAttachments(values.attach ?? [], root ?? terminal.cwd, terminal);
    if (typeof attachments === 'string') return cannot(attachments);
    const isCommand = parseCommand(prompt) !== null;
    if (values.model === undefined && !isCommand) {
      return cannot(
        'chat needs a chat model: name a GGUF file with --model; the built-in model completes code and cannot chat',
      );
    }
    const admission =
      values.model === undefined || isCommand
        ? null
        : await admitModel(values.model, setting, values.use, values.json === true, terminal);
    if (admission?.ok === false) return admission.outcome;
    const result = await withEngine(terminal, (engine) =>
      answer(
        [{ role: 'user', text: prompt }],
        attachments,
        {
          engine,
          model: admission?.model ?? null,
          explain: async (reference) => explanationText(explain(reference, setting)),
          check: (signal) => checkText(root ?? terminal.cwd, values, { ...terminal, signal }),
          models: async () => modelsText(modelRows(setting)),
        },
        terminal.signal,
        (text) => {
          if (values.json !== true) terminal.write(text);
        },
      ),
    );
    if (result.by === 'verdict') {
      const text =
        values.json === true
          ? `${JSON.stringify({ model: null, text: result.text, stopReason: 'end', timings: null }, null, 2)}\n`
          : result.text;
      terminal.write(text.endsWith('\n') ? text : `${text}\n`);
      return { code: 0 };
    }
    if (result.failure !== undefined) return cannot(result.failure.message);
    const model = admission?.model.id ?? admission?.model.name ?? null;
    const { text, stop, timings = null } = result;
    terminal.write(
      values.json === true ? `${JSON.stringify({ model, text, stopReason: stop, timings }, null, 2)}\n` : '\n',
    );
    return { code: 0 };
  },
});

/** The files to attach, or what is wrong with one. */
async function readAttachments(
  files: readonly string[],
  root: string,
  terminal: Terminal,
): Promise<readonly Attachment[] | string> {
  const attachments: Attachment[] = [];
  for (const file of files) {
    const path = resolve(terminal.cwd, file);
    const read = await withFile(path, async (source) =>
      source.size > largestAttachment ? null : source.handle.readFile('utf8'),
    );
    if (!read.ok) return `${file}: ${read.problem.message}`;
    if (read.value === null) return `${file}: larger than ${largestAttachment / 1024 / 1024} MB; attach a part of it`;
    attachments.push({ path: relative(root, path).split(sep).join('/'), text: read.value });
  }
  return attachments;
}
