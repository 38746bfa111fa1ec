import { compareVerdicts } from '../licensing/verdict';
import { HubJudge } from './judgeHub';
import type { JudgeSetting, UnsortedFinding } from './judging';
import type { HubSighting } from './scan';

/**
 * What one file has a model write, and another one trains on: known only once all files were seen. Where only the run knows which file
 * is written or read, that they may be the same is a note.
 */
export function judgeTrainingFlows(
  root: string,
  sightings: readonly HubSighting[],
  setting: JudgeSetting,
): readonly UnsortedFinding[] {
  const inputs = new Map<string, HubSighting[]>();
  for (const sighting of sightings) {
    if (sighting.trainsOn !== true || sighting.atRunTime === true) continue;
    const name = baseName(sighting.reference);
    const same = inputs.get(name);
    if (same === undefined) inputs.set(name, [sighting]);
    else same.push(sighting);
  }
  const trainers = new Trainers(sightings);
  if (trainers.isEmpty) return [];
  const judge = new HubJudge(root, setting);
  return sightings.flatMap((sighting) => {
    const { file, trains } = sighting;
    const written = trains?.onlyIfRead;
    if (trains === undefined || written === undefined) return [];
    const reader = inputs
      .get(baseName(written))
      ?.find((input) => input.file !== file && isSamePath(input.reference, written));
    if (reader !== undefined)
      return judge.judgeOutput(sighting, { ...trains, into: `${trains.into}, which ${reader.file} trains on` }) ?? [];
    const trainer = written === '' ? trainers.any(file) : trainers.ofAnyData(file);
    if (trainer === null) return [];
    const into = `${trains.into}; whether ${trainer} trains on it is known only at run time`;
    const judged = judge.judgeOutput(sighting, { ...trains, into });
    const isHarmless = judged === null || compareVerdicts(judged.verdict, 'review') < 0;
    return isHarmless ? [] : { ...judged, counts: false };
  });
}

/** The files that train something, the first of each kind by path. */
class Trainers {
  private readonly all: readonly string[];
  private readonly onAnyData: readonly string[];

  constructor(sightings: readonly HubSighting[]) {
    const files = (isWanted: (one: HubSighting) => boolean) =>
      [...new Set(sightings.filter(isWanted).map(({ file }) => file))].sort();
    this.all = files(({ trainsOn }) => trainsOn === true);
    this.onAnyData = files(({ trainsOn, atRunTime }) => trainsOn === true && atRunTime === true);
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** The likeliest, other than this one. */
  any(file: string): string | null {
    return this.ofAnyData(file) ?? this.all.find((one) => one !== file) ?? null;
  }

  /** One whose data is named at run time; other than this one. */
  ofAnyData(file: string): string | null {
    return this.onAnyData.find((one) => one !== file) ?? null;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Both are relative to a folder that nobody knows: one has to end in the other. */
function isSamePath(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => `/${path.replace(/^(?:\.{0,2}\/)+/, '')}`);
  return a !== undefined && b !== undefined && (a.endsWith(b) || b.endsWith(a));
}
