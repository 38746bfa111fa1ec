import { basename } from 'node:path';
import { withFile } from '../formats/bytes';
import { explainFile } from '../gate/explain';
import { identifySource } from '../registry/identify';
import type { Identity } from '../registry/identity';
import type { Registry } from '../registry/registry';
import { type JudgeSetting, judgedFinding, strictestOf, type UnsortedFinding } from './judging';
import { isOpaqueModelFile, namedBeside } from './modelFile';
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
  const named = await namedBeside(sighting.absolute);
  const read = await withFile(sighting.absolute, async (source) => {
    const whole = await digests.digest(source, { signal });
    if (whole === 'cancelled' || whole === 'changed') return whole;
    const { sha256 } = whole;
    if (isOpaqueModelFile(sighting.file)) return { sha256, identity: opaqueIdentity(sha256, registry) };
    const options = { sha256, ...(places === undefined ? {} : { places }) };
    const identified = await identifySource(source, sighting.absolute, registry, options);
    return identified.ok ? { sha256, identity: identified.value.identity } : { problem: identified.problem.message };
  });
  if (!read.ok) return { reason: read.problem.message };
  if (read.value === 'cancelled') return { reason: 'cancelled' };
  if (read.value === 'changed') return { reason: 'changed while it was read; check again' };
  if ('problem' in read.value) return { reason: read.value.problem };
  const { sha256 } = read.value;
  const identity = withNeighbours(read.value.identity, named, registry);
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

/** Weights without a header: only a digest can say what they are. */
function opaqueIdentity(sha256: string, registry: Registry): Identity {
  const known = registry.models.find((model) => model.files?.some((file) => file.sha256?.toLowerCase() === sha256));
  const claims = { license: null, name: null, baseModels: [], datasets: [] };
  const says = known === undefined ? 'no file of the registry has these bytes' : `these are the bytes of ${known.id}`;
  const signals: Identity['signals'] = [{ signal: 'sha256', value: sha256, says }];
  if (known === undefined)
    return { level: 'unknown', resolved: null, ancestors: [], confidence: 0, signals, claims, conflicts: [] };
  return { level: 'proven', resolved: known.id, ancestors: [known.id], confidence: 1, signals, claims, conflicts: [] };
}

/** What files beside the weights name counts as what the weights themselves name: a claim, which may tighten only. */
function withNeighbours(identity: Identity, named: readonly string[], registry: Registry): Identity {
  if (named.length === 0 || identity.level === 'proven') return identity;
  const known = named.flatMap((name) => {
    const resolution = registry.resolve(name);
    return resolution.kind === 'model' ? [resolution.model.id] : [];
  });
  return {
    ...identity,
    ancestors: [...new Set([...identity.ancestors, ...known])],
    claims: { ...identity.claims, baseModels: [...identity.claims.baseModels, ...named] },
  };
}
