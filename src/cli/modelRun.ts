import { relative } from 'node:path';
import { EngineClient } from '../engine/client';
import type { AdmittedModel } from '../gate/admitted';
import type { Acceptable } from '../gate/exception';
import { DISCLAIMER, type ExplainSetting, explain } from '../gate/explain';
import type { Explanation } from '../gate/explanation';
import { Gate } from '../gate/gate';
import { compareVerdicts, type Use } from '../licensing/verdict';
import { locateModel } from '../models/locate';
import { cannot, type Outcome, type Terminal } from './command';
import { explanationText } from './explanationText';
import { packageFile, storageDir } from './installation';
import { hashProgress } from './progress';

export type Admission =
  | { readonly ok: true; readonly model: AdmittedModel }
  | { readonly ok: false; readonly outcome: Outcome };

/**
 * Takes a model through the gate for this run. What the gate refuses is refused whether its file is here or not; only then
 * is it asked for the file.
 */
export async function admitModel(
  reference: string,
  setting: ExplainSetting,
  extraUse: Use | undefined,
  json: boolean,
  terminal: Terminal,
): Promise<Admission> {
  const { registry, facts, policy, today } = setting;
  const located = locateModel(reference, { registry, builtinDir: packageFile('builtin') });
  if (!located.ok) {
    const explanation = strictestFor(reference, setting, extraUse);
    return compareVerdicts(explanation.verdict, 'review') >= 0
      ? { ok: false, outcome: refuse(explanation, null, json, terminal) }
      : { ok: false, outcome: cannot(located.message) };
  }
  const gate = new Gate({
    registry,
    storageDir: storageDir(terminal),
    today: () => today,
    onNotice: (notice) => terminal.remark(`${notice.message}\n`),
  });
  const result = await gate.admit(
    { path: located.path, ...(located.id === null ? {} : { id: located.id }) },
    { facts, policy, trusted: true, ...(extraUse === undefined ? {} : { extraUse }) },
    hashProgress(terminal, relative(terminal.cwd, located.path)),
  );
  if (result.ok) return { ok: true, model: result.model };
  switch (result.kind) {
    case 'refused':
      return { ok: false, outcome: refuse(result.explanation, result.acceptable, json, terminal) };
    case 'unusable':
      return { ok: false, outcome: cannot(result.message) };
    case 'cancelled':
      return { ok: false, outcome: cannot('stopped') };
  }
}

/** A tool of the developers, and what `--use` names besides: the stricter decides (CONTRACT, Project facts). */
function strictestFor(reference: string, setting: ExplainSetting, extraUse: Use | undefined): Explanation {
  const ask = (use: Use) =>
    explain(reference, { ...setting, facts: { ...setting.facts, use: { ...setting.facts.use, value: use } } });
  const own = ask('assist');
  const extra = extraUse === undefined ? own : ask(extraUse);
  return compareVerdicts(extra.verdict, own.verdict) > 0 ? extra : own;
}

function refuse(explanation: Explanation, acceptable: Acceptable | null, json: boolean, terminal: Terminal): Outcome {
  if (json) {
    terminal.write(`${JSON.stringify({ refused: explanation }, null, 2)}\n`);
    return { code: 1 };
  }
  terminal.write(
    `The gate refuses this model, so it was not loaded.\n\n${explanationText(explanation)}\n${DISCLAIMER}\n`,
  );
  if (acceptable !== null) {
    const exception = `{ "kind": "accepted-risk", "sha256": "${acceptable.sha256}", "reason": "…", "by": "…", "date": "YYYY-MM-DD", "expires": "YYYY-MM-DD" }`;
    terminal.write(
      `\nWho answers for this project may accept the risk of this very file: add to "exceptions" in licit.policy.json\n  ${exception}\n`,
    );
  }
  return { code: 1 };
}

/** Runs work with an engine of its own, which is gone afterwards. */
export async function withEngine<T>(terminal: Terminal, work: (engine: EngineClient) => Promise<T>): Promise<T> {
  const debug = terminal.env.LICIT_DEBUG !== undefined;
  const engine = new EngineClient({
    workerPath: packageFile('dist/worker.mjs'),
    log: (line) => {
      if (debug) terminal.remark(`${line}\n`);
    },
  });
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}
