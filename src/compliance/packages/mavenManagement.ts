import { dependencyOf, keyOf, type MavenDependency } from './mavenDependency';
import type { Fill } from './mavenProperties';
import { type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';

/** Bounds the work of all POMs of one check: a few of them can ask for more than a machine has. */
export class Allowance {
  private left = 400_000;

  /** False where it is used up. */
  take(): boolean {
    this.left--;
    return this.left >= 0;
  }
}

/** What stands in a POM's own `dependencyManagement`, for whoever inherits it. */
export interface Written {
  /** By key, those whose keys are written out: they mean the same for all. */
  readonly plain: ReadonlyMap<string, XmlElement>;
  /** The others, and bills of materials. */
  readonly others: readonly XmlElement[];
}

/** Of one bill of materials that a POM imports; Maven wants one. */
const mostVersions = 3;

export function dependenciesIn(element: XmlElement | undefined): readonly XmlElement[] {
  return xmlChildren(xmlChild(element, 'dependencies'), 'dependency');
}

export function writtenIn(project: XmlElement): Written {
  const plain = new Map<string, XmlElement>();
  const others: XmlElement[] = [];
  for (const element of dependenciesIn(xmlChild(project, 'dependencyManagement'))) {
    const key = keyOf(dependencyOf(element, (text) => text));
    if (key.includes('${') || /\$\{|^import$/.test(xmlText(element, 'scope'))) others.push(element);
    else if (!plain.has(key)) plain.set(key, element);
  }
  return { plain, others };
}

/**
 * The `dependencyManagement` that a POM means. What stands in it counts before what stands in its parents, and that before what
 * they import. Looked up where it is asked for: most of what large bills of materials say, nobody asks for.
 */
export class Management {
  /** Bills of materials that it imports, in their order. */
  readonly imports: readonly MavenDependency[];
  private readonly filled: readonly ReadonlyMap<string, MavenDependency>[];
  private readonly asked = new Map<string, MavenDependency | undefined>();
  private imported: readonly Management[] = [];

  /** `written`: of the POM itself and its parents. */
  constructor(
    private readonly written: readonly Written[],
    private readonly fill: Fill,
    private readonly allowance: Allowance,
  ) {
    const imports = new Map<string, readonly MavenDependency[]>();
    this.filled = written.map(({ others }) => {
      const filled = new Map<string, MavenDependency>();
      const own = new Map<string, readonly MavenDependency[]>();
      for (const element of others) {
        if (!allowance.take()) break;
        const one = dependencyOf(element, fill);
        const key = keyOf(one);
        if (one.scope === 'import') own.set(key, [...(own.get(key) ?? []), one].slice(0, mostVersions));
        else if (!filled.has(key)) filled.set(key, one);
      }
      // What a POM imports of a name takes the place of what its parents import.
      for (const [key, all] of own) if (!imports.has(key)) imports.set(key, all);
      return filled;
    });
    this.imports = [...imports.values()].flat();
  }

  /** Adds what the bills of materials say. */
  import(bills: readonly Management[]): void {
    this.imported = bills;
  }

  get(key: string): MavenDependency | undefined {
    if (!this.asked.has(key) && this.allowance.take()) this.asked.set(key, this.look(key));
    return this.asked.get(key);
  }

  /** All that it says, each once. */
  all(): readonly MavenDependency[] {
    const keys = new Set<string>();
    const seen = new Set<Management>();
    const open: Management[] = [this];
    for (const one of open) {
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...one.imported);
      for (const map of [...one.written.map(({ plain }) => plain), ...one.filled])
        for (const key of map.keys()) keys.add(key);
    }
    return [...keys].flatMap((key) => this.get(key) ?? []);
  }

  private look(key: string): MavenDependency | undefined {
    for (const [index, { plain }] of this.written.entries()) {
      const element = plain.get(key);
      if (element !== undefined) return dependencyOf(element, this.fill);
      const filled = this.filled[index]?.get(key);
      if (filled !== undefined) return filled;
    }
    for (const bill of this.imported) {
      const found = bill.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
