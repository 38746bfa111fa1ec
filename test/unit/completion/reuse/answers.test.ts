import { describe, expect, it } from 'vitest';
import { Answers } from '../../../../src/completion/reuse/answers';

const at = (before: string, after = '\n') => ({ before, after });

describe('answers', () => {
  it('hold while they are typed, and again where that was deleted', () => {
    const answers = new Answers<string>(10);
    answers.put('a.ts', at('x = '), 'one();', 'first');
    expect(answers.get('a.ts', at('x = o'))).toEqual({ answer: 'first', text: 'ne();', replaces: 0 });
    expect(answers.get('a.ts', at('x = '))).toMatchObject({ text: 'one();' });
    expect(answers.get('a.ts', at('x ='))).toBeNull();
  });

  it('belong to their file', () => {
    const answers = new Answers<string>(10);
    answers.put('a.ts', at('x = '), 'one();', 'first');
    expect(answers.get('b.ts', at('x = '))).toBeNull();
  });

  it('with nothing to say hold only where they were given, and give way to others', () => {
    const answers = new Answers<string>(10);
    answers.put('a.ts', at('x ='), ' one();', 'some');
    answers.put('a.ts', at('x = '), '', 'none');
    answers.put('a.ts', at('y'), '', 'none');
    expect(answers.get('a.ts', at('x = '))).toMatchObject({ answer: 'some' });
    expect(answers.get('a.ts', at('y'))).toEqual({ answer: 'none', text: '', replaces: 0 });
    expect(answers.get('a.ts', at('y '))).toBeNull();
  });

  it('are replaced where they were given', () => {
    const answers = new Answers<string>(10);
    answers.put('a.ts', at('x = '), 'one', 'old');
    answers.put('a.ts', at('x = '), 'two', 'new');
    expect(answers.size).toBe(1);
    expect(answers.get('a.ts', at('x = '))).toMatchObject({ answer: 'new' });
  });

  it('go when there are too many, the least used first', () => {
    const answers = new Answers<number>(3);
    for (const n of [1, 2, 3]) answers.put('a.ts', at(`x${n} = `), 'one', n);
    answers.get('a.ts', at('x1 = '));
    answers.put('a.ts', at('x4 = '), 'one', 4);
    expect([1, 2, 3, 4].filter((n) => answers.get('a.ts', at(`x${n} = `)) !== null)).toEqual([1, 3, 4]);
  });

  it('are gone when cleared', () => {
    const answers = new Answers<string>(3);
    answers.put('a.ts', at('x = '), 'one', '');
    answers.clear();
    expect(answers.get('a.ts', at('x = '))).toBeNull();
  });
});
