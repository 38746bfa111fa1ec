/** What the lockfile says of one entry that matters for its role. */
export interface LockEntry {
  readonly dev: boolean;
  /** Optional, or both a development dependency and an optional one. */
  readonly optional: boolean;
  /** Where a link points: a workspace. */
  readonly target?: string;
  /** Names that it needs or takes along when they can be had; peers only where they are not optional. */
  readonly needs: readonly string[];
  /** Names that only its own development needs; of the project and its workspaces. */
  readonly needsInDevelopment: readonly string[];
}

/**
 * Which packages of a lockfile are for development only. npm marks those; but what it marks as optional may be there for
 * development alone, too: an optional peer (TypeScript of many a library) that the project's development brings in.
 */
export function developmentOnly(entries: ReadonlyMap<string, LockEntry>): ReadonlySet<string> {
  const own = [...entries.keys()].filter((path) => !/(?:^|\/)node_modules\//.test(path));
  const runtime = reach(entries, own, (entry) => entry.needs);
  const development = reach(entries, own, (entry) => [...entry.needs, ...entry.needsInDevelopment]);
  return new Set(
    [...entries]
      .filter(([path, entry]) => entry.dev || (entry.optional && !runtime.has(path) && development.has(path)))
      .map(([path]) => path),
  );
}

function reach(
  entries: ReadonlyMap<string, LockEntry>,
  from: readonly string[],
  needs: (entry: LockEntry) => readonly string[],
): ReadonlySet<string> {
  const seen = new Set(from);
  const open = [...from];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const entry = entries.get(path);
    if (entry === undefined) continue;
    const next = [...needs(entry).map((name) => resolved(entries, path, name)), entry.target];
    for (const found of next) {
      if (found === undefined || seen.has(found)) continue;
      seen.add(found);
      open.push(found);
    }
  }
  return seen;
}

/** As Node resolves it: the nearest `node_modules` at or above the package that has the name. */
function resolved(entries: ReadonlyMap<string, LockEntry>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (entries.has(path)) return path;
    if (folder === '') return undefined;
  }
}
