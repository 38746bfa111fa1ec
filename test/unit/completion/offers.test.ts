import { describe, expect, it } from 'vitest';
import { type Change, type Offer, Offers } from '../../../src/completion/offers';

const answer = Symbol('answer');
const offer: Offer = { document: 'a', offset: 10, text: 'one(two);', answer, shownAt: 0 };
const entry = { replaces: 2, text: 'forEach' };

const insert = (inserted: string, offset = 10, removed = 0): Change => ({ offset, removed, inserted });

describe('a suggestion', () => {
  it.each<[string, Offer, Change, number, string | null]>([
    ['is accepted when all of it is inserted', offer, insert('one(two);'), 1000, 'accepted'],
    ['is accepted at once, too', offer, insert('one(two);'), 10, 'accepted'],
    ['is accepted around what stands there', offer, insert('one(two);', 10, 1), 1000, 'accepted'],
    ['is partly accepted when its first word is inserted', offer, insert('one'), 1000, 'partly'],
    ['lives on while it is typed', offer, insert('o'), 1000, null],
    ['lives on while a letter outside the basic plane is typed', { ...offer, text: '𝒳y' }, insert('𝒳'), 1000, null],
    ['lives on while an emoji of several is typed', { ...offer, text: '👩‍💻 y' }, insert('👩‍💻'), 1000, null],
    ['lives on while its bracket is typed and closed', { ...offer, text: '(two);' }, insert('()'), 1000, null],
    ['is ignored when something else is typed', offer, insert('x'), 1000, 'ignored'],
    ['is not ignored when it was hardly seen', offer, insert('x'), 200, null],
    ['is not ignored when something is deleted', offer, insert('', 9, 1), 1000, null],
    ['is accepted with its entry', { ...offer, entry }, insert('forEachone(two);', 8, 2), 1000, 'accepted'],
    ['lives on when its entry alone is accepted', { ...offer, entry }, insert('forEach', 8, 2), 1000, null],
    ['is ignored when another entry is', { ...offer, entry }, insert('for', 8, 2), 1000, 'ignored'],
    ['ends without a word when something happens elsewhere', offer, insert('x', 99), 1000, null],
  ])('%s', (_name, shown, change, now, kind) => {
    const offers = new Offers();
    offers.show(shown);
    expect(offers.change('a', [change], now)?.kind ?? null).toBe(kind);
  });

  it('goes on where its part ends', () => {
    const offers = new Offers();
    offers.show(offer);
    expect(offers.change('a', [insert('one')], 1000)).toMatchObject({ kind: 'partly', text: 'one', start: 10 });
    expect(offers.change('a', [insert('(', 13)], 1100)).toBeNull();
    expect(offers.change('a', [insert('two);', 14)], 1200)).toMatchObject({
      kind: 'accepted',
      text: 'two);',
      start: 14,
    });
    expect(offers.current).toBeNull();
  });

  it('goes on when what was typed of it is deleted again, and is then no new one', () => {
    const seen: Offer[] = [];
    const offers = new Offers((one) => seen.push(one));
    offers.show(offer);
    expect(offers.change('a', [insert('o')], 1000)).toBeNull();
    expect(offers.change('a', [insert('n', 11)], 1100)).toBeNull();
    expect(offers.change('a', [insert('', 10, 2)], 1200)).toBeNull();
    expect(offers.current).toMatchObject({ offset: 10, text: 'one(two);' });
    expect(offers.show({ ...offer, shownAt: 1300 })).toBe(false);
    // What stood there before is none of it.
    expect(offers.change('a', [insert('', 9, 1)], 1400)).toBeNull();
    expect(offers.current).toBeNull();
    expect(seen).toHaveLength(1);
  });

  it('goes on where it stands after changes elsewhere that came with the key', () => {
    const offers = new Offers();
    offers.show(offer);
    // As VS Code tells them: the last place first.
    expect(offers.change('a', [insert('x', 90), insert('o', 10), insert('yyy', 2, 1)], 1000)).toBeNull();
    expect(offers.current).toMatchObject({ offset: 13, text: 'ne(two);' });
  });

  it('starts behind its entry', () => {
    const offers = new Offers();
    offers.show({ ...offer, entry });
    expect(offers.change('a', [insert('forEachone', 8, 2)], 1000)).toMatchObject({ kind: 'partly', start: 15 });
  });

  it('is no new one when it is left of the same answer', () => {
    const offers = new Offers();
    expect(offers.show(offer)).toBe(true);
    expect(offers.show({ ...offer, offset: 11, text: 'ne(two);', shownAt: 5000 })).toBe(false);
    // It was seen since 0, not since 5000.
    expect(offers.change('a', [insert('x', 11)], 5100)?.kind).toBe('ignored');
    expect(offers.show(offer)).toBe(true);
  });

  it('counts as seen once, when it was shown for long enough or the user did something about it', () => {
    const seen: Offer[] = [];
    const offers = new Offers((shown) => seen.push(shown));
    offers.show(offer);
    offers.withdraw(100);
    expect(seen).toHaveLength(0);
    offers.show(offer);
    offers.withdraw(800);
    expect(seen).toHaveLength(1);
    offers.show(offer);
    offers.change('a', [insert('one')], 100);
    offers.change('a', [insert('(two);', 13)], 200);
    expect(seen).toHaveLength(2);
    offers.show(offer);
    offers.dismiss();
    expect(seen).toHaveLength(3);
    offers.show(offer);
    offers.show({ ...offer, answer: Symbol('other'), shownAt: 900 });
    expect(seen).toHaveLength(4);
  });

  it('is dismissed once', () => {
    const offers = new Offers();
    offers.show(offer);
    expect(offers.dismiss()?.kind).toBe('dismissed');
    expect(offers.dismiss()).toBeNull();
  });

  it('of another document stays', () => {
    const offers = new Offers();
    offers.show(offer);
    expect(offers.change('b', [insert('x')], 1000)).toBeNull();
    expect(offers.current).toEqual(offer);
  });
});
