import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ignore from 'ignore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRules, isIgnored } from '../../../src/compliance/ignoreRules';
import { randomness } from '../../support/mutate';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'licit-ignore-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('rules that are asked only where they may mean a path', () => {
  const parts = ['a', 'b', 'ab', 'a.log', '.a', '*', '**', '*.log', 'a*', '*b', '?', '[ab]', 'a b', '\\#a', 'A', 'é'];
  const names = ['a', 'b', 'ab', 'a.log', '.a', 'b.log', 'a b', '#a', 'A', 'é', 'c'];

  it('say what they say when they are asked about each', () => {
    const random = randomness(9);
    const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
    const path = (list: readonly string[]) =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => one(list)).join('/');
    let ignored = 0;
    for (let round = 0; round < 1500; round++) {
      const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        const line = `${one(['', '', '!', '#', ' '])}${one(['', '', '/'])}${path(parts)}${one(['', '/', ' ', '\t'])}`;
        return line;
      });
      const text = lines.join(one(['\n', '\r\n']));
      writeFileSync(join(root, '.gitignore'), text);
      const rules = addRules({ path: '', absolute: root }, '.gitignore', []);
      const all = ignore({ ignorecase: false }).add(text);
      for (let asked = 0; asked < 6; asked++) {
        const name = `${path(names)}${one(['', '/'])}`;
        const expected = all.test(name).ignored;
        if (expected) ignored++;
        expect(`${name} ${isIgnored(name, rules)}`, text).toBe(`${name} ${expected}`);
      }
    }
    expect(ignored).toBeGreaterThan(500);
  });
});
