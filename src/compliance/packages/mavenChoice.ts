import { keyOf, type MavenDependency, type MavenModel, type MavenModels, roleOf } from './mavenModel';
import type { Scope } from './packageFile';

/** Of one project; what lies behind is not seen. */
const mostPackages = 5000;
/** An artifact that moved may have moved on. */
const mostMoves = 3;

/** A package that Maven would choose. */
export interface ChosenPackage {
  readonly name: string;
  /** Empty where nothing says it. */
  readonly version: string;
  readonly needs: readonly Edge[];
}

/** To a package, by its key. */
export interface Edge {
  readonly key: string;
  /** The most that it is needed for from here: management can make a test's of what is needed at run time. */
  readonly role: Scope;
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
  readonly dependency: MavenDependency;
  /** Of whoever needs it. */
  readonly edges: Edge[];
  /** Of all on the way to it. */
  readonly exclusions: readonly string[];
}

/** What becomes of a dependency of a package before it is looked at. */
export type Revise = (dependency: MavenDependency) => MavenDependency;

/**
 * Chooses the version that stands nearest to the project, of two as near the first. `asked`: by the project itself. `isOwn`:
 * packages of the project, which are left out.
 */
export async function chooseNearest(
  asked: readonly MavenDependency[],
  revise: Revise,
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<MavenChoice> {
  const roots: Edge[] = [];
  const refused: (readonly [string, string])[] = [];
  const chosen = new Map<string, ChosenPackage>();
  let isWhole = true;
  const open: Open[] = asked.map((dependency) => ({ dependency, edges: roots, exclusions: dependency.exclusions }));
  // Grows as it goes: all that is as near is looked at before anything behind it.
  for (const { dependency, edges, exclusions } of open) {
    const { name, version, variant, model } = await arrived(dependency, models);
    const key = keyOf({ name, variant });
    edges.push({ key, role: roleOf(dependency) });
    const known = chosen.get(key);
    if (known !== undefined) {
      if (known.version !== version) refused.push([key, version]);
      continue;
    }
    const needs: Edge[] = [];
    chosen.set(key, { name, version, needs });
    if (dependency.scope === 'system') continue; // a file of this machine
    if (model?.isWhole !== true || chosen.size >= mostPackages) isWhole = false;
    if (model === null || chosen.size >= mostPackages) continue;
    for (const one of model.dependencies) {
      if (one.isOptional || one.scope === 'test' || one.scope === 'provided') continue;
      if (isOwn(one.name) || exclusions.some((pattern) => matches(pattern, one.name))) continue;
      const next = revise(one);
      open.push({ dependency: next, edges: needs, exclusions: [...exclusions, ...next.exclusions] });
    }
  }
  return { roots, chosen, refused, isWhole };
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

/** `*:*`, `group:*`, `group:artifact` */
function matches(pattern: string, name: string): boolean {
  const [group, artifact] = pattern.split(':');
  const [ofGroup, ofArtifact] = name.split(':');
  return (group === '*' || group === ofGroup) && (artifact === '*' || artifact === ofArtifact);
}
