import { HubJudge } from './judgeHub';
import type { JudgeSetting, UnsortedFinding } from './judging';
import type { HubSighting } from './scan';

/** What one file has a model write, and another one trains on: known only once all files were seen. */
export function judgeTrainingFlows(
  root: string,
  sightings: readonly HubSighting[],
  setting: JudgeSetting,
): readonly UnsortedFinding[] {
  const inputs = new Map<string, HubSighting[]>();
  for (const sighting of sightings) {
    if (sighting.trainsOn !== true) continue;
    const name = baseName(sighting.reference);
    const same = inputs.get(name);
    if (same === undefined) inputs.set(name, [sighting]);
    else same.push(sighting);
  }
  if (inputs.size === 0) return [];
  const judge = new HubJudge(root, setting);
  return sightings.flatMap((sighting) => {
    const written = sighting.trains?.onlyIfRead;
    if (sighting.trains === undefined || written === undefined) return [];
    const reader = inputs
      .get(baseName(written))
      ?.find((input) => input.file !== sighting.file && isSamePath(input.reference, written));
    if (reader === undefined) return [];
    const into = `${sighting.trains.into}, which ${reader.file} trains on`;
    return judge.judgeOutput(sighting, { ...sighting.trains, into }) ?? [];
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Both are relative to a folder that nobody knows: one has to end in the other. */
function isSamePath(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => `/${path.replace(/^(?:\.{0,2}\/)+/, '')}`);
  return a !== undefined && b !== undefined && (a.endsWith(b) || b.endsWith(a));
}
