import { resolve } from 'node:path';
import { withFile } from '../formats/bytes';
import { DigestStore } from '../gate/digests';
import { identifySource } from '../registry/identify';
import { cannot, defineCommand } from './command';
import { openRegistry, storageDir } from './installation';
import { hashProgress } from './progress';

export const identify = defineCommand({
  name: 'identify',
  summary: 'Say what model files are, by what they hold; what they say of themselves is a claim.',
  positionals: { usage: 'FILE…', minimum: 1, maximum: Number.POSITIVE_INFINITY },
  options: {
    registry: { kind: 'text', value: 'FILE', describe: 'Lay this registry over ours.' },
    json: { kind: 'flag', describe: 'Print JSON.' },
  },
  run: async (values, files, terminal) => {
    const loaded = openRegistry(values.registry);
    if (!loaded.ok) return cannot(loaded.message);
    const digests = new DigestStore(storageDir(terminal), (notice) => terminal.remark(`${notice.message}\n`));
    const rows: IdentifiedRow[] = [];
    const problems: string[] = [];
    for (const file of files) {
      const path = resolve(terminal.cwd, file);
      const progress = hashProgress(terminal, file);
      const found = await withFile(path, async (source) => {
        const whole = await digests.digest(source, progress);
        if (whole === 'cancelled' || whole === 'changed') return whole;
        return identifySource(source, path, loaded.registry, { sha256: whole.sha256 });
      });
      if (!found.ok) problems.push(`${file}: ${found.problem.message}`);
      else if (found.value === 'cancelled') return cannot('stopped');
      else if (found.value === 'changed') problems.push(`${file}: the file changed while it was read; try again`);
      else if (!found.value.ok) problems.push(`${file}: ${found.value.problem.message}`);
      else {
        const { format, identity } = found.value.value;
        const { level, resolved, confidence, signals, claims, conflicts } = identity;
        const { license, name, baseModels, datasets } = claims;
        rows.push({
          file,
          format,
          resolved,
          level,
          confidence,
          signals,
          claims: { license, name, base_models: baseModels, datasets },
          conflicts,
        });
      }
    }
    if (values.json === true && rows.length > 0) terminal.write(`${JSON.stringify(rows, null, 2)}\n`);
    else for (const row of rows) terminal.write(textOf(row));
    return problems.length === 0 ? { code: 0 } : cannot(problems.join('; '));
  },
});

interface IdentifiedRow {
  readonly file: string;
  readonly format: string;
  readonly resolved: string | null;
  readonly level: string;
  readonly confidence: number;
  readonly signals: readonly { readonly signal: string; readonly value: string; readonly says: string }[];
  readonly claims: {
    readonly license: string | null;
    readonly name: string | null;
    readonly base_models: readonly string[];
    readonly datasets: readonly string[];
  };
  readonly conflicts: readonly string[];
}

function textOf(row: IdentifiedRow): string {
  const claims = [
    ['name', row.claims.name],
    ['licence', row.claims.license],
    ['made from', row.claims.base_models.join(', ')],
    ['data', row.claims.datasets.join(', ')],
  ].filter(([, value]) => value !== null && value !== '');
  return [
    `${row.file}: ${row.resolved ?? 'not known'} (${row.format}, ${row.level})`,
    ...row.signals.map(({ signal, value, says }) => `  ${signal} ${value}: ${says}`),
    ...(claims.length === 0
      ? []
      : [`  It says of itself: ${claims.map(([what, value]) => `${what} ${value}`).join('; ')}`]),
    ...row.conflicts.map((conflict) => `  Conflict: ${conflict}`),
    '',
  ].join('\n');
}
