import { basename, resolve } from 'node:path';
import { withFile } from '../formats/bytes';
import { ggufText } from '../formats/gguf';
import { readStoredModel } from '../formats/model';
import { DigestStore } from '../gate/digests';
import { cannot, defineCommand } from './command';
import { storageDir } from './installation';
import { hashProgress } from './progress';

export const fingerprint = defineCommand({
  name: 'fingerprint',
  summary: 'Print what a registry entry stores to know a model file again.',
  positionals: { usage: 'FILE', minimum: 1, maximum: 1 },
  options: { json: { kind: 'flag', describe: 'Print JSON.' } },
  run: async (values, [file = ''], terminal) => {
    const path = resolve(terminal.cwd, file);
    const digests = new DigestStore(storageDir(terminal), (notice) => terminal.remark(`${notice.message}\n`));
    const read = await withFile(path, async (source) => {
      const whole = await digests.digest(source, hashProgress(terminal, file));
      if (whole === 'cancelled' || whole === 'changed') return whole;
      return { bytes: source.size, sha256: whole.sha256, stored: await readStoredModel(source, path) };
    });
    if (!read.ok) return cannot(`${file}: ${read.problem.message}`);
    if (read.value === 'cancelled') return cannot('stopped');
    if (read.value === 'changed') return cannot(`${file}: the file changed while it was read; try again`);
    const { bytes, sha256, stored } = read.value;
    if (!stored.ok) return cannot(`${file}: ${stored.problem.message}`);
    const { format, parts, missing, fingerprint: print } = stored.value;
    const architecture = stored.value.format === 'gguf' ? ggufText(stored.value.first, 'general.architecture') : null;
    if (missing.length > 0)
      return cannot(
        `${file}: ${basename(missing[0] ?? '')} is missing or broken; put all files of the model beside it`,
      );
    const { tensors, norms, sketch, vocabulary } = print;
    const files = parts > 1 ? { files: parts } : {};
    const answer = { file, bytes, sha256, format, architecture, ...files, tensors, norms, sketch, vocabulary };
    const lines = Object.entries(answer).map(
      ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : (value ?? 'none')}`,
    );
    terminal.write(values.json === true ? `${JSON.stringify(answer, null, 2)}\n` : `${lines.join('\n')}\n`);
    return { code: 0 };
  },
});
