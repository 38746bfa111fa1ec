import { describe, expect, it, vi } from 'vitest';
import { gather } from '../../../../src/completion/context/gather';
import { ContextKeeper } from '../../../../src/completion/context/keeper';
import { RecentEdits } from '../../../../src/completion/context/recentEdits';
import { similarIn } from '../../../../src/completion/context/similar';
import type { Surroundings } from '../../../../src/completion/context/snippet';
import { cursorOf } from '../../../../src/completion/cursor';
import { layOut } from '../../../../src/completion/layout';
import type { ModelAbilities } from '../../../../src/engine/engine';

const never = new AbortController().signal;
const at = (document: string, path = 'src/a.ts') => {
  const place = { text: document.replace('|', ''), offset: document.indexOf('|'), path, repository: 'shop' };
  return { place, cursor: cursorOf(place) };
};
const HERE = at('const order = loadOrder(customer);\nconst total = sumOf(order.items);\n|\n');
const ALIKE = 'function billOf(customer) {\n  const order = loadOrder(customer);\n  return sumOf(order.items);\n}\n';
const NOTHING: Surroundings = { files: [], edits: [], definitions: [], diagnostics: [], excludes: [] };

describe('a file that was seen', () => {
  it.each<[name: string, text: string, found: boolean]>([
    ['of the same words', ALIKE, true],
    ['of other words', 'palette.colours(red, green, blue);\n', false],
    ['that is the place itself', HERE.place.text, false],
    ['without a word', '\n\n', false],
  ])('is told of where it is alike: %s', (_name, text, found) => {
    expect(similarIn({ path: 'b.ts', text }, HERE.cursor) !== null).toBe(found);
  });

  it('is told of by the part that is most alike', () => {
    const text = `${'export const nothing = here;\n'.repeat(200)}${ALIKE}${'export const other = thing;\n'.repeat(200)}`;
    expect(similarIn({ path: 'b.ts', text }, HERE.cursor)?.text).toContain('billOf');
  });
});

describe('the context', () => {
  const paths = async (surroundings: Partial<Surroundings>, tokens = 1000) =>
    (await gather(HERE.place, HERE.cursor, { ...NOTHING, ...surroundings }, tokens)).map(({ path }) => path);
  const snippet = (path: string, text = 'function x() {}') => ({ path, text });

  it('has what changes least first, and each kind in the same order always', async () => {
    const all = {
      files: [snippet('z.ts', ALIKE), snippet('b.ts', ALIKE)],
      definitions: [snippet('d.ts'), snippet('c.ts')],
      edits: [snippet('e.ts')],
      diagnostics: ['x is not defined'],
    };
    expect(await paths(all)).toEqual(['b.ts', 'z.ts', 'c.ts', 'd.ts', 'e.ts', 'src/a.ts (problems)']);
    expect(await paths({ ...all, files: all.files.toReversed() })).toEqual(await paths(all));
  });

  it('keeps to its tokens', async () => {
    expect(await paths({ definitions: [snippet('a', 'x'.repeat(900)), snippet('b', 'x'.repeat(200))] }, 300)).toEqual([
      'b',
    ]);
    expect(await paths({ definitions: [snippet('a', 'x'.repeat(400))] }, 10)).toEqual([]);
  });

  it.each(['.env', 'config/secrets.json', 'src/a.ts', 'generated/b.ts'])('has nothing of %s', async (path) => {
    const surroundings = { files: [snippet(path, ALIKE)], definitions: [snippet(path)], edits: [snippet(path)] };
    expect(await paths({ ...surroundings, excludes: ['generated'] })).toEqual([]);
  });

  it('stays while one works at a place', async () => {
    const keeper = new ContextKeeper();
    const look = vi.fn(async () => ({ ...NOTHING, definitions: [snippet('d.ts')] }));
    const ask = (line: number) => keeper.of(HERE.place, HERE.cursor, line, 1000, look, never);
    expect(await ask(3)).toEqual([snippet('d.ts')]);
    await ask(5);
    expect(look).toHaveBeenCalledTimes(1);
    await ask(400);
    expect(look).toHaveBeenCalledTimes(2);
    keeper.forget();
    await ask(400);
    expect(look).toHaveBeenCalledTimes(3);
  });
});

describe('recent edits', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `line ${n}`);
  const told = (edits: RecentEdits, except = 'other.ts') =>
    edits
      .snippets(except, (path) => (path === 'closed.ts' ? null : lines))
      .map(({ path, text }) => `${path} ${text.split('\n')[3]}`);

  it('are the latest first, near ones as one, without the file itself and closed ones', () => {
    const edits = new RecentEdits();
    edits.edited('a.ts', 10, 0);
    edits.edited('closed.ts', 10, 0);
    edits.edited('b.ts', 50, 0);
    edits.edited('a.ts', 12, 0);
    expect(told(edits)).toEqual(['a.ts line 12', 'b.ts line 50']);
    expect(told(edits, 'a.ts')).toEqual(['b.ts line 50']);
    edits.clear();
    expect(told(edits)).toEqual([]);
  });

  it('move with what is added above', () => {
    const edits = new RecentEdits();
    edits.edited('a.ts', 50, 0);
    edits.edited('a.ts', 10, 3);
    expect(told(edits)).toEqual(['a.ts line 10', 'a.ts line 53']);
  });

  it('are bounded', () => {
    const edits = new RecentEdits();
    for (let n = 0; n < 50; n++) edits.edited(`${n}.ts`, 10, 0);
    expect(told(edits)).toHaveLength(8);
  });
});

describe('a prompt with context', () => {
  const can = (fimTokens: ModelAbilities['fimTokens']): ModelAbilities => ({
    fimTokens: { prefix: '<P>', suffix: '<S>', middle: '<M>', ...fimTokens },
    chatTemplate: false,
    contextTokens: 8192,
    device: '',
  });
  const text = (abilities: ModelAbilities, path = 'src/a.ts') => {
    const { place, cursor } = at('one\n|\n', path);
    const context = [{ path: 'b.ts', text: 'const b = 1;\n' }];
    const pieces = layOut(place, cursor, null, abilities, context) ?? [];
    return pieces.map((piece) => ('special' in piece ? `<${piece.special}>` : piece.text)).join('');
  };

  it('names other files before the own one, where the model has tokens for them', () => {
    expect(text(can({ repository: '<R>', file: '<F>' }))).toBe(
      '<repository>shop\n<file>b.ts\nconst b = 1;\n\n<file>src/a.ts\n<prefix><suffix>\n<middle>one\n',
    );
  });

  it('has comments where it has none', () => {
    expect(text(can({}))).toBe('<prefix>// Path: b.ts\n// const b = 1;\n//\n//\n\n<suffix>\n<middle>one\n');
    expect(text(can({}), 'a.py')).toContain('# Path: b.ts\n');
  });
});
