import { basename, resolve } from 'node:path';
import { withFile } from '../formats/bytes';
import { DigestStore } from '../gate/digests';
import { DISCLAIMER, type ExplainSetting, explainFile, explain as explainReference } from '../gate/explain';
import type { Explanation } from '../gate/explanation';
import { looksLikePath } from '../models/locate';
import { projectRoot } from '../project/root';
import { identifySource } from '../registry/identify';
import { cannot, defineCommand, type Terminal } from './command';
import { explanationText } from './explanationText';
import { storageDir } from './installation';
import { hashProgress } from './progress';
import { openProject, projectOptions } from './projectOptions';

export const explain = defineCommand({
  name: 'explain',
  summary: 'Say what a model, data set or model file may be used for, and why.',
  positionals: { usage: 'REF…', minimum: 1, maximum: Number.POSITIVE_INFINITY },
  options: { json: { kind: 'flag', describe: 'Print JSON; an array for several REFs.' }, ...projectOptions },
  run: async (values, references, terminal) => {
    if (references.some((reference) => reference.trim() === ''))
      return cannot('an empty REF names nothing; give a model, data set or file; see `licit explain --help`');
    const opened = openProject(values, projectRoot(terminal.cwd), 'assist', terminal);
    if (!opened.ok) return cannot(opened.message);
    const explanations: Explanation[] = [];
    for (const reference of references) {
      if (!looksLikePath(reference)) explanations.push(explainReference(reference, opened.setting));
      else {
        const explained = await explainModelFile(reference, opened.setting, terminal);
        if (typeof explained === 'string') return cannot(`${reference}: ${explained}`);
        explanations.push(explained);
      }
    }
    if (values.json === true) {
      terminal.write(`${JSON.stringify(references.length === 1 ? explanations[0] : explanations, null, 2)}\n`);
    } else {
      terminal.write(`${explanations.map(explanationText).join('\n')}\n${DISCLAIMER}\n`);
    }
    return { code: 0 };
  },
});

/** The explanation of a file on this machine, or why it can't be read. */
async function explainModelFile(
  file: string,
  setting: ExplainSetting,
  terminal: Terminal,
): Promise<Explanation | string> {
  const path = resolve(terminal.cwd, file);
  const digests = new DigestStore(storageDir(terminal), (notice) => terminal.remark(`${notice.message}\n`));
  const read = await withFile(path, async (source) => {
    const whole = await digests.digest(source, hashProgress(terminal, file));
    if (whole === 'cancelled' || whole === 'changed') return whole;
    const { sha256 } = whole;
    return { sha256, identified: await identifySource(source, path, setting.registry, { sha256 }) };
  });
  if (!read.ok) return read.problem.message;
  if (read.value === 'cancelled') return 'stopped';
  if (read.value === 'changed') return 'the file changed while it was read; try again';
  const { sha256, identified } = read.value;
  if (!identified.ok) return identified.problem.message;
  const { identity } = identified.value;
  const use = setting.facts.use.value === 'by-place' ? 'assist' : setting.facts.use.value;
  return explainFile({ ...setting, identity, name: identity.claims.name ?? basename(file), sha256, use });
}
