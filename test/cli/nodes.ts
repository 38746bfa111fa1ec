import { execFileSync } from 'node:child_process';

/** A Node 20: `LICIT_NODE20`, else the `node` that the caller has in front of ours; null where there is none. */
export function node20(): string | null {
  const candidates = [process.env.LICIT_NODE20, ...callersNodes()];
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === '') continue;
    try {
      const [major] = execFileSync(candidate, ['--version'], { encoding: 'utf8' }).replace('v', '').split('.');
      if (major === '20') return candidate;
    } catch {
      // Not a program that runs here: the next one may be.
    }
  }
  return null;
}

/** Each `node` on the path, also those that npm's own entries hide. */
function callersNodes(): string[] {
  const places = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return places.filter((place) => place !== '').map((place) => `${place}/${name}`);
}
