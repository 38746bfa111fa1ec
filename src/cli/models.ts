import { judgeContext } from '../gate/frame';
import { judge } from '../licensing/judge';
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
    const { registry } = opened.setting;
    const context = judgeContext(opened.setting);
    const places = { registry, builtinDir: packageFile('builtin') };
    const rows = registry.models
      .filter(
        (model) =>
          model.availability === 'open' && model.tasks.some((task) => task === 'completion' || task === 'chat'),
      )
      .map((model) => ({
        id: model.id,
        verdict: judge(model, context).verdict,
        fit: memoryFit(needBytes(model.parameters === undefined ? {} : { parameters: model.parameters })),
        installed: filesOf(model, places),
        tasks: model.tasks.filter((task) => task === 'completion' || task === 'chat'),
        params: model.parameters ?? null,
        context: model.context ?? null,
        scores: model.scores ?? [],
      }))
      .sort(
        (a, b) =>
          compareVerdicts(a.verdict, b.verdict) || b.installed.length - a.installed.length || (a.id < b.id ? -1 : 1),
      );
    if (values.json === true) terminal.write(`${JSON.stringify(rows, null, 2)}\n`);
    else {
      terminal.write(
        table(
          rows.map((row) => {
            const fit = row.fit.ok ? 'fits' : row.fit.needBytes === 0 ? 'size unknown' : 'too big for this machine';
            return [
              row.id,
              `${row.verdict}, ${row.tasks.join(' and ')}, ${fit}${row.installed.length > 0 ? ', installed' : ''}`,
            ] as const;
          }),
        ),
      );
    }
    return { code: 0 };
  },
});
