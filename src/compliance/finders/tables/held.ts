import type { Expression } from '../returned/layout';
import type { Container, Containers } from './containers';

/** What an expression comes down to: containers and values, and what a loop over it takes out of them. */
export interface Held {
  readonly nodes: readonly Expression[];
  readonly loops: 'over it' | 'over keys' | 'over values' | 'over pairs' | 'over numbered';
}

/** More of them are not told apart. */
const maxNodes = 300;

export function held(nodes: readonly Expression[]): Held {
  return { nodes, loops: 'over it' };
}

/** What stands under a key, or all that stands there where the key is null: it is not known. */
export function under(containers: Containers, all: Held, key: string | null): Held {
  if (all.loops !== 'over it') return looped(containers, all);
  return held(
    inside(containers, all.nodes, ({ entries, isList }) => {
      const values = entries.map(({ value }) => value);
      if (key === null) return values;
      const found = entries.filter((entry) => entry.key === key).map(({ value }) => value);
      if (found.length > 0 || !isList || !/^-?\d+$/.test(key)) return found;
      const at = values.at(Number(key));
      return at === undefined ? [] : [at];
    }),
  );
}

/** What the loop gives to the name at `position` of `count` names. */
export function looped(containers: Containers, { nodes, loops }: Held, position = 0, count = 1): Held {
  const isOfKeys = loops === 'over keys' || (loops === 'over pairs' && position === 0);
  const isOfValues = loops === 'over values' || (loops === 'over pairs' && position > 0);
  const isNumber = loops === 'over numbered' && position === 0;
  const all = inside(containers, nodes, ({ entries, isList }) => {
    if (isNumber) return [];
    const isKey = isOfKeys || !(isOfValues || isList);
    return entries.flatMap(({ keyAt, value }) => (isKey ? (keyAt ?? value) : value));
  });
  return count > 1 && loops === 'over it' ? under(containers, held(all), String(position)) : held(all);
}

function inside(
  containers: Containers,
  nodes: readonly Expression[],
  take: (container: Container) => readonly Expression[],
): readonly Expression[] {
  const found = new Map<number, Expression>();
  for (const { first, end } of nodes) {
    const container = containers.at(first);
    if (container?.end !== end) continue;
    for (const one of take(container)) if (found.size < maxNodes) found.set(one.first, one);
  }
  return [...found.values()];
}
