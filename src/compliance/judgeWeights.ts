import { basename } from 'node:path';
import { withFile } from '../formats/bytes';
import { explainFile } from '../gate/explain';
import { identifySource } from '../registry/identify';
import { type JudgeSetting, judgedFinding, strictestOf, type UnsortedFinding } from './judging';
import type { Unreadable, WeightsSighting } from './scan';
import { PolicyUses, usesOf } from './use';

/** Identifies and judges the model files of a folder, one after the other: reading them is what costs. */
export async function judgeWeights(
  files: readonly WeightsSighting[],
  setting: JudgeSetting,
  signal: AbortSignal,
): Promise<{ readonly findings: UnsortedFinding[]; readonly unreadable: Unreadable[] }> {
  const uses = new PolicyUses(setting.policy);
  const findings: UnsortedFinding[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files) {
    if (signal.aborted) break;
    const judged = await judgeFile(file, uses, setting, signal);
    if ('kind' in judged) findings.push(judged);
    else if (judged.reason !== 'cancelled') unreadable.push({ file: file.file, reason: judged.reason, kind: 'model' });
  }
  return { findings, unreadable };
}

async function judgeFile(
  sighting: WeightsSighting,
  uses: PolicyUses,
  setting: JudgeSetting,
  signal: AbortSignal,
): Promise<UnsortedFinding | { readonly reason: string }> {
  const { registry, policy, facts, today, digests, places } = setting;
  const read = await withFile(sighting.absolute, async (source) => {
    const whole = await digests.digest(source, { signal });
    if (whole === 'cancelled' || whole === 'changed') return whole;
    const options = { sha256: whole.sha256, ...(places === undefined ? {} : { places }) };
    return { sha256: whole.sha256, identified: await identifySource(source, sighting.absolute, registry, options) };
  });
  if (!read.ok) return { reason: read.problem.message };
  if (read.value === 'cancelled') return { reason: 'cancelled' };
  if (read.value === 'changed') return { reason: 'changed while it was read; check again' };
  const { sha256, identified } = read.value;
  if (!identified.ok) return { reason: identified.problem.message };
  const { identity } = identified.value;
  const name = identity.claims.name ?? basename(sighting.file);
  const judged = strictestOf(
    usesOf(sighting.file, sighting.use, facts, uses).map((use) =>
      judgedFinding(
        explainFile({
          registry,
          identity,
          name,
          sha256,
          use,
          facts: { ...facts, use: { ...facts.use, value: use } },
          policy,
          today,
        }),
        use,
      ),
    ),
  );
  if (judged === undefined) return { reason: 'no use is known for it' };
  return {
    ...judged,
    kind: 'model',
    file: sighting.file,
    range: null,
    reference: sighting.file,
    resolved: identity.level === 'proven' || identity.level === 'consistent' ? identity.resolved : null,
    counts: true,
  };
}
