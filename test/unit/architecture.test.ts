import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** From the ground up; rooms on one floor are neighbours that never import each other. ARCHITECTURE.md, The house. */
const FLOORS: readonly (readonly string[])[] = [
  ['licensing'],
  ['formats'],
  ['registry'],
  ['project'],
  ['gate'],
  ['engine'],
  ['models'],
  ['compliance', 'search'],
  ['completion', 'chat'],
  ['editor', 'cli'],
  ['extension.ts'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function roomOf(path: string): string {
  return path.split(sep)[0] ?? path;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"]([^'"\n]+)['"]/g)].map((m) => m[1] ?? '');
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f));
const all: Import[] = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
const inside = all
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: relative(SRC, join(SRC, dirname(from), to)) }));

function breaksTheHouse({ from, to }: Import): boolean {
  const [a, b] = [roomOf(from), roomOf(to)];
  // package.json and the published schemas are data beside the house.
  if (a === b || (b === '..' && to.endsWith('.json'))) return false;
  // The panels' browser code and its host in editor/ share the message types, which import nothing.
  if (a === 'webview') return true;
  if (b === 'webview') return !(a === 'editor' && /protocol/.test(to));
  const floor = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));
  return floor(a) < 0 || floor(b) < 0 || floor(b) >= floor(a);
}

describe('the house', () => {
  it('has imports to look at', () => {
    expect(inside.length).toBeGreaterThan(10);
  });

  it('has no import that points up or sideways', () => {
    expect(inside.filter(breaksTheHouse)).toEqual([]);
  });

  it('lets only editor/ and extension.ts import vscode', () => {
    const offenders = all.filter(
      ({ from, to }) => to === 'vscode' && !['editor', 'extension.ts'].includes(roomOf(from)),
    );
    expect(offenders).toEqual([]);
  });

  it("lets only the engine's worker import node-llama-cpp", () => {
    const offenders = all.filter(
      ({ from, to }) => to === 'node-llama-cpp' && !from.startsWith(join('engine', 'worker')),
    );
    expect(offenders).toEqual([]);
  });

  it('keeps licensing/ free of input, output and clocks', () => {
    const impure = files
      .filter((f) => roomOf(f) === 'licensing')
      .filter((f) => {
        const text = readFileSync(join(SRC, f), 'utf8');
        return /from 'node:(?:fs|child_process|http|net|os)|Date\.now\(|new Date\(\)|Math\.random\(/.test(text);
      });
    expect(impure).toEqual([]);
  });
});
