import { describe, expect, it } from 'vitest';
import { blockEnd } from '../../../src/engine/blockEnd';

describe('where a text leaves its block', () => {
  it.each<[text: string, indent: number, rest: string | null, growing?: boolean]>([
    ['a();\n  b();\n  c();', 2, null],
    ['a();\n  b();\n}\nc();', 2, 'a();\n  b();\n}'],
    ['a();\n  b();\nfunction c() {', 2, 'a();\n  b();'],
    ['a();\n\n\n  b();', 2, null],
    ['a();\n\nb();', 2, 'a();\n'],
    ['    return 1\n\ndef g():', 4, '    return 1\n'],
    ['x\n  end\nputs 1', 4, 'x\n  end'],
    ['x\nendless = 1', 2, 'x'],
    ['a();', 2, null],
    ['', 2, null],
    ['a\nb', 0, null],
    // What is still being written.
    ['a();\nb', 2, null, true],
    ['a();\nen', 2, null, true],
    ['a();\nend', 2, null, true],
    ['a();\nendl', 2, 'a();', true],
    ['a();\n}', 2, null, true],
    ['a();\n});', 2, null, true],
    ['a();\n});\n', 2, 'a();\n});', true],
    ['a();\n ', 2, null, true],
    ['a();\nexport', 2, 'a();', true],
  ])('%j, indented by %d: %j', (text, indent, expected, growing = false) => {
    const end = blockEnd(text, indent, growing);
    expect(end === null ? null : text.slice(0, end)).toBe(expected);
  });
});
