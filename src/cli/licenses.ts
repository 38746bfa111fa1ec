import { resolve } from 'node:path';
import { judgeExpression } from '../licensing/expressionEffect';
import type { LicenseTerms } from '../licensing/terms';
import { USES } from '../licensing/verdict';
import type { Registry } from '../registry/registry';
import { cannot, defineCommand, table } from './command';
import { openRegistry } from './installation';

export const licenses = defineCommand({
  name: 'licenses',
  summary: 'List the licences that are known, with what each permits a commercial, proprietary project.',
  positionals: { usage: '', minimum: 0, maximum: 0 },
  options: {
    registry: { kind: 'text', value: 'FILE', describe: 'Lay this registry over ours.' },
    json: { kind: 'flag', describe: 'Print JSON.' },
  },
  run: async (values, _, terminal) => {
    const loaded = openRegistry(values.registry === undefined ? undefined : resolve(terminal.cwd, values.registry));
    if (!loaded.ok) return cannot(loaded.message);
    const rows = loaded.registry.licenses
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((license) => rowOf(license, loaded.registry));
    if (values.json === true) terminal.write(`${JSON.stringify(rows, null, 2)}\n`);
    else
      terminal.write(
        table(
          rows.map(
            ({ id, name, uses }) => [id, `${name} (${USES.map((use) => `${use} ${uses[use]}`).join(', ')})`] as const,
          ),
        ),
      );
    return { code: 0 };
  },
});

function rowOf(license: LicenseTerms, registry: Registry) {
  const { id, name, hub, evidence, ...terms } = license;
  const context = { facts: { kind: 'commercial', license: 'proprietary' }, lookups: registry } as const;
  const outcomes = judgeExpression(id, context, { prefix: 'weights', ancestor: false, tasks: [] });
  const uses = Object.fromEntries(USES.map((use) => [use, outcomes(use).effect]));
  return { id, name, spdx: !id.startsWith('LicenseRef-'), hub, uses, terms, evidence };
}
