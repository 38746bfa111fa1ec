import { describe, expect, it } from 'vitest';
import { cursorOf } from '../../../src/completion/cursor';

/** What stands before and after the cursor. */
function split(text: string, offset: number): readonly [string, string] {
  const { before, after } = cursorOf({ text, offset, path: 'a.ts', repository: '' });
  return [before, after];
}

describe('the text around a cursor', () => {
  it.each<[string, string, number, string, string]>([
    ['ends where the text does', 'ab', 9, 'ab', ''],
    ['begins where the text does', 'ab', -1, '', 'ab'],
    ['has line ends as models know them', 'a\r\nb\r\nc', 3, 'a\n', 'b\nc'],
    ['does not part a line end', 'a\r\nb', 2, 'a', '\nb'],
    ['does not part a character outside the basic plane', 'a😀b', 2, 'a', '😀b'],
    ['stands behind such a character', 'a😀b', 3, 'a😀', 'b'],
  ])('%s', (_name, text, offset, before, after) => {
    expect(split(text, offset)).toEqual([before, after]);
  });

  it('knows its line and the line ends of its document', () => {
    const place = { text: 'a\r\nb c\r\n', offset: 4, path: 'a.ts', repository: '' };
    expect(cursorOf(place)).toMatchObject({ lineBefore: 'b', lineAfter: ' c', lineEnd: '\r\n' });
  });
});
