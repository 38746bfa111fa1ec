import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { ChunkTokenizer, chunks } from '../../../../src/engine/worker/ngram/chunks';

const lines = Array.from({ length: 400 }, (_, i) => `line ${i * 37} of this text`);
const text = lines.join('\n');

describe('chunks', () => {
  it('are the text, line by line', () => {
    expect(chunks(text).join('')).toBe(text);
    expect(
      chunks(text)
        .slice(0, -1)
        .every((chunk) => chunk.endsWith('\n')),
    ).toBe(true);
    expect(chunks('')).toEqual([]);
  });

  it('stay the same but for one when a line changes', () => {
    const before = new Set(chunks(text));
    const changed = lines.with(200, 'another line').join('\n');
    expect(chunks(changed).filter((chunk) => !before.has(chunk)).length).toBeLessThanOrEqual(2);
  });

  it('stay the same when the text before them grows', () => {
    const before = new Set(chunks(text));
    expect(chunks(`a new first line\n${text}`).filter((chunk) => !before.has(chunk)).length).toBeLessThanOrEqual(1);
  });
});

describe('the chunk tokenizer', () => {
  function counting() {
    const asked: string[] = [];
    const tokenizer = new ChunkTokenizer((chunk) => {
      asked.push(chunk);
      return [...chunk].map((character) => character.charCodeAt(0)) as unknown as Token[];
    });
    return { tokenizer, asked };
  }
  const spelled = (tokens: readonly Token[]) => String.fromCharCode(...tokens.map(Number));

  it('gives the tokens of the whole text', () => {
    expect(spelled(counting().tokenizer.tokens(text, 1e6, 'start'))).toBe(text);
  });

  it('keeps the start or the end where there is too much', () => {
    const { tokenizer } = counting();
    expect(spelled(tokenizer.tokens(text, 100, 'start'))).toBe(text.slice(0, 100));
    expect(spelled(tokenizer.tokens(text, 100, 'end'))).toBe(text.slice(-100));
  });

  it('asks again only for what changed', () => {
    const { tokenizer, asked } = counting();
    tokenizer.tokens(text, 1e6, 'start');
    const first = asked.length;
    tokenizer.tokens(`${text}!`, 1e6, 'start');
    expect(first).toBeGreaterThan(5);
    expect(asked.length - first).toBeLessThanOrEqual(2);
  });
});
