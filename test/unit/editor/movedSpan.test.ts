import { describe, expect, it } from 'vitest';
import { movedSpan, type Span } from '../../../src/editor/movedSpan';

/** `a:b-c:d` as lines and characters. */
function span(text: string): Span {
  const [line = 0, character = 0, endLine = 0, endCharacter = 0] = text.split(/[:-]/).map(Number);
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

describe('a span after an edit', () => {
  it.each([
    ['a line put in before', '3:4-3:9', '0:0-0:0', 'x\n', '4:4-4:9'],
    ['lines taken out before', '3:4-3:9', '0:0-2:0', '', '1:4-1:9'],
    ['text before it in its line', '3:4-3:9', '3:0-3:0', 'ab', '3:6-3:11'],
    ['text right before it', '3:4-3:9', '3:4-3:4', 'ab', '3:6-3:11'],
    ['text right behind it', '3:4-3:9', '3:9-3:9', 'ab', '3:4-3:9'],
    ['a later line', '3:4-3:9', '4:0-4:3', '', '3:4-3:9'],
    ['its line broken before it', '3:4-3:9', '3:2-3:2', '\n', '4:2-4:7'],
    ['its line broken and indented', '3:4-3:9', '3:2-3:2', '\n  ', '4:4-4:9'],
    ['its line joined to the one before', '3:4-3:9', '2:7-3:2', '', '2:9-2:14'],
    ['one of several lines, moved in its first line', '3:4-5:2', '3:0-3:1', '', '3:3-5:2'],
  ])('%s', (_, before, replaced, text, after) => {
    expect(movedSpan(span(before), span(replaced), text)).toEqual(span(after));
  });

  it.each([
    ['a letter inside', '3:5-3:5', 'x'],
    ['its first letter gone', '3:4-3:5', ''],
    ['an edit over its end', '3:8-4:0', ''],
    ['all of it', '3:4-3:9', 'other'],
  ])('is nowhere after %s', (_, replaced, text) => {
    expect(movedSpan(span('3:4-3:9'), span(replaced), text)).toBeNull();
  });
});
