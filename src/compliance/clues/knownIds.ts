import { createHash } from 'node:crypto';
import type { Registry } from '../../registry/registry';
import { isReuploader, REUPLOADERS } from '../../registry/reuploads';

/** The hub ids that a registry knows, in the form in which a search asks for them. Plain data: it is handed to other threads. */
export interface KnownIds {
  /** Names in lower case, by account in lower case. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Changes whenever the ids do. */
  readonly digest: string;
}

export function knownIds(registry: Registry): KnownIds {
  const ids = [
    ...registry.models.flatMap(({ id, aliases }) => [id, ...(aliases.hub ?? [])]),
    ...registry.datasets.flatMap(({ id, aliases }) => [id, ...(aliases.hub ?? [])]),
  ];
  const names = new Map<string, string[]>();
  for (const id of ids) {
    const slash = id.indexOf('/');
    if (slash === -1) continue;
    const account = id.slice(0, slash).toLowerCase();
    const name = id.slice(slash + 1).toLowerCase();
    const known = names.get(account);
    if (known === undefined) names.set(account, [name]);
    else known.push(name);
  }
  return { names, digest: createHash('sha256').update(ids.join('\n')).digest('base64') };
}

/** Every account whose ids may mean something. */
export function accountsOf({ names }: KnownIds): readonly string[] {
  return [...names.keys(), ...REUPLOADERS];
}

/**
 * False where no reading of `account/name` is an id that the registry knows: not itself, not with marks of a format behind it, not as a
 * copy by somebody who uploads other people's models. `name` may go on behind what is given or end before it, as joined strings do.
 */
export function mayBeKnown({ names }: KnownIds, account: string, name: string): boolean {
  const lower = account.toLowerCase();
  if (isReuploader(lower)) return true;
  const known = names.get(lower);
  if (known === undefined) return false;
  const asked = name.toLowerCase();
  return known.some((one) => asked.startsWith(one) || one.startsWith(asked));
}
