import type { ExplainSetting } from '../gate/explain';
import { judgeContext } from '../gate/frame';
import type { ModelRecord } from '../licensing/artefacts';
import { judgeUses } from '../licensing/judge';
import { compareVerdicts } from '../licensing/verdict';
import { memoryFit, needBytes } from '../models/fit';
import { filesOf } from '../models/locate';
import { projectRoot } from '../project/root';
import { cannot, defineCommand, table } from './command';
import { packageFile } from './installation';
import { openProject, projectOptions } from './projectOptions';

export const models = defineCommand({
  name: 'models',
  summary: 'List the models for code that this project could run here.',
  positionals: { usage: '', minimum: 0, maximum: 0 },
  options: { json: { kind: 'flag', describe: 'Print JSON.' }, ...projectOptions },
  run: async (values, _, terminal) => {
    const opened = openProject(values, projectRoot(terminal.cwd), 'assist', terminal);
    if (!opened.ok) return cannot(opened.message);
    const rows = modelRows(opened.setting);
    terminal.write(values.json === true ? `${JSON.stringify(rows, null, 2)}\n` : modelsText(rows));
    return { code: 0 };
  },
});

/** The open models for code, judged as a tool of this project's developers: what may be run first, what is installed before the rest. */
export function modelRows(setting: ExplainSetting) {
  const { registry } = setting;
  const context = judgeContext(setting);
  const places = { registry, builtinDir: packageFile('builtin') };
  return registry.models
    .filter((model) => model.availability === 'open' && codeTasks(model).length > 0)
    .map((model) => ({
      id: model.id,
      verdict: judgeUses(model, context)[context.use],
      fit: memoryFit(needBytes(model.parameters === undefined ? {} : { parameters: model.parameters })),
      installed: filesOf(model, places),
      tasks: codeTasks(model),
      params: model.parameters ?? null,
      context: model.context ?? null,
      scores: model.scores ?? [],
    }))
    .sort(
      (a, b) =>
        compareVerdicts(a.verdict, b.verdict) || b.installed.length - a.installed.length || (a.id < b.id ? -1 : 1),
    );
}

function codeTasks(model: ModelRecord): readonly ('completion' | 'chat')[] {
  return model.tasks.filter((task) => task === 'completion' || task === 'chat');
}

/** One line per model. */
export function modelsText(rows: ReturnType<typeof modelRows>): string {
  return table(
    rows.map(({ id, verdict, tasks, fit, installed }) => {
      const size = fit.ok ? 'fits' : fit.needBytes === 0 ? 'size unknown' : 'too big for this machine';
      return [id, `${verdict}, ${tasks.join(' and ')}, ${size}${installed.length > 0 ? ', installed' : ''}`] as const;
    }),
  );
}
