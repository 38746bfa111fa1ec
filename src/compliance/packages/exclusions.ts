/** What must not come along: `group:artifact`, either may be `*`. */
export type Exclusions = ReadonlySet<string>;

export const noExclusions: Exclusions = new Set();

/** `name`: `group:artifact`, or a pattern that has to be covered whole. */
export function isExcluded(exclusions: Exclusions, name: string): boolean {
  if (exclusions.size === 0) return false;
  const [group, artifact] = name.split(':');
  return [name, `${group}:*`, `*:${artifact}`, '*:*'].some((pattern) => exclusions.has(pattern));
}

/** What both leave out. */
export function excludedByBoth(one: Exclusions, other: Exclusions): Exclusions {
  if (one === other) return one;
  return new Set([
    ...[...one].filter((pattern) => isExcluded(other, pattern)),
    ...[...other].filter((pattern) => isExcluded(one, pattern)),
  ]);
}

/** Sums of exclusions are copies; hostile chains of them would fill the memory. */
const mostCopied = 1_000_000;

/** Adds exclusions up, up to a limit. */
export class ExclusionSums {
  private copied = 0;

  /** False once something was not added. */
  isWhole = true;

  of(all: readonly Exclusions[]): Exclusions {
    const [first = noExclusions, ...others] = [...new Set(all)].filter(({ size }) => size > 0);
    if (others.length === 0) return first;
    this.copied += all.reduce((sum, { size }) => sum + size, 0);
    if (this.copied > mostCopied) {
      this.isWhole = false;
      return first;
    }
    return new Set([first, ...others].flatMap((one) => [...one]));
  }
}
