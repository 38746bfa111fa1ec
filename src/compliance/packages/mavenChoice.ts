import { ExclusionSums, type Exclusions, excludedByBoth, isExcluded } from './exclusions';
import { keyOf, type MavenDependency } from './mavenDependency';
import type { MavenModel, MavenModels } from './mavenModel';
import type { Scope } from './packageFile';

/** Of one project; what lies behind is not seen. */
const mostPackages = 5000;
/** Ways to them; real packages need a handful each. */
const mostDependencies = 100_000;
/** An artifact that moved may have moved on. */
const mostMoves = 3;

/** A package that Maven would choose. */
export interface ChosenPackage {
  readonly name: string;
  /** Empty where nothing says it. */
  readonly version: string;
  readonly needs: readonly Edge[];
}

/** What is needed, and what for. */
export interface Edge {
  readonly key: string;
  /** null where it is what whoever needs it is for. */
  readonly scope: Scope | null;
  /** null where it is if whoever needs it is. */
  readonly isOptional: boolean | null;
}

export interface MavenChoice {
  /** One for each that was asked for, in its order. */
  readonly roots: readonly Edge[];
  readonly chosen: ReadonlyMap<string, ChosenPackage>;
  /** Versions that were asked for and are not the chosen ones, by key. */
  readonly refused: readonly (readonly [key: string, version: string])[];
  /** False where the POM of a package, or one of its parents, is not there: nobody knows what that one needs. */
  readonly isWhole: boolean;
}

/** A dependency that nobody has looked at yet. */
interface Open {
  readonly meant: Revised;
  /** Of whoever needs it. */
  readonly edges: Edge[];
  /** Of all on the way to it. */
  readonly exclusions: Exclusions;
}

/** A package that was looked at. */
interface Reached {
  readonly needs: Edge[];
  readonly dependencies: readonly MavenDependency[];
  exclusions: Exclusions;
}

/** How a build tool chooses. */
export interface Manner {
  /** What becomes of a dependency of a package before it is looked at. */
  readonly revise: Revise;
  /** Of a package to which several ways lead, nothing is left out but what all of them leave out; else the first way counts. */
  readonly allWaysCount: boolean;
}

/** A dependency of a package, and what the project decides that it is for. */
export interface Revised extends Pick<Edge, 'scope' | 'isOptional'> {
  readonly dependency: MavenDependency;
}

export type Revise = (dependency: MavenDependency, adds: ExclusionSums) => Revised;

/**
 * Chooses the version that stands nearest to the project, of two as near the first. `asked`: by the project itself. `isOwn`:
 * packages of the project, which are left out.
 */
export async function chooseNearest(
  asked: readonly MavenDependency[],
  { revise, allWaysCount }: Manner,
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<MavenChoice> {
  const roots: Edge[] = [];
  const refused: (readonly [string, string])[] = [];
  const chosen = new Map<string, ChosenPackage>();
  const reached = new Map<string, Reached>();
  const sums = new ExclusionSums();
  let isWhole = true;
  const open = asked.map((dependency): Open => {
    const meant = { dependency, scope: null, isOptional: null };
    return { meant, edges: roots, exclusions: dependency.exclusions };
  });
  const openAll = ({ dependencies, exclusions, needs }: Reached) => {
    for (const dependency of dependencies) {
      if (isExcluded(exclusions, dependency.name)) continue;
      if (open.length >= mostDependencies) {
        isWhole = false;
        return;
      }
      const meant = revise(dependency, sums);
      open.push({ meant, edges: needs, exclusions: sums.of([exclusions, meant.dependency.exclusions]) });
    }
  };
  // Grows as it goes: all that is as near is looked at before anything behind it.
  for (const { meant, edges, exclusions } of open) {
    const { dependency, scope, isOptional } = meant;
    const { name, version, variant, model } = await arrived(dependency, models);
    const key = keyOf({ name, variant });
    edges.push({ key, scope, isOptional });
    const known = chosen.get(key);
    const before = reached.get(key);
    if (before !== undefined && allWaysCount) {
      const both = excludedByBoth(before.exclusions, exclusions);
      const isLess = [...before.exclusions].some((pattern) => !both.has(pattern));
      before.exclusions = both;
      if (isLess) openAll(before);
    }
    if (known !== undefined) {
      if (known.version !== version) refused.push([key, version]);
      continue;
    }
    const needs: Edge[] = [];
    chosen.set(key, { name, version, needs });
    if (dependency.scope === 'system') continue; // a file of this machine
    if (model?.isWhole !== true || chosen.size >= mostPackages) isWhole = false;
    if (model === null || chosen.size >= mostPackages) continue;
    const dependencies = model.dependencies.filter(
      (one) => one.isOptional !== true && one.scope !== 'test' && one.scope !== 'provided' && !isOwn(one.name),
    );
    const one = { needs, dependencies, exclusions };
    reached.set(key, one);
    openAll(one);
  }
  return { roots, chosen, refused, isWhole: isWhole && sums.isWhole };
}

interface Arrived {
  readonly name: string;
  readonly version: string;
  readonly variant: string;
  readonly model: MavenModel | null;
}

/** The artifact that a dependency leads to, where it moved; `[1.0]` is 1.0, and of other ranges nobody knows what they lead to. */
async function arrived(dependency: MavenDependency, models: MavenModels): Promise<Arrived> {
  const { variant } = dependency;
  let { name } = dependency;
  let version = /^\[?([\w.+-]+)\]?$/.exec(dependency.version)?.[1] ?? '';
  let model = version === '' ? null : await models.of(name, version);
  for (let moves = 0; moves < mostMoves && model !== null && model.movedTo !== null; moves++) {
    [name, version] = model.movedTo;
    model = await models.of(name, version);
  }
  return { name, version, variant, model };
}
