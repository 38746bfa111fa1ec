import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/completion/offers';
import { counted, noCounters, readCounters } from '../../../../src/completion/record/counters';
import { FollowedTexts } from '../../../../src/completion/record/followed';
import { type Insertion, Ledger, ledgerJson, textDigest } from '../../../../src/completion/record/ledger';

describe('counters', () => {
  it('count, and come back as they were stored', () => {
    const counters = counted(counted(counted(noCounters('2026-01-01'), 'offered'), 'offered'), 'accepted');
    expect(counters).toMatchObject({ offered: 2, accepted: 1, ignored: 0 });
    expect(readCounters(JSON.parse(JSON.stringify(counters)), '2026-02-02')).toEqual(counters);
  });

  it.each([[null], ['x'], [[]], [{ offered: -1, accepted: 'many', partly: 0.5 }]])('of %j are none', (stored) => {
    expect(readCounters(stored, '2026-02-02')).toEqual(noCounters('2026-02-02'));
  });
});

describe('an accepted text', () => {
  const document = 'a = one();\nb = 2;\n';
  const apply = (text: string, { offset, removed, inserted }: Change) =>
    text.slice(0, offset) + inserted + text.slice(offset + removed);

  it.each<[string, Change[], boolean]>([
    ['is there when nothing happened', [], true],
    ['is there after changes before it', [{ offset: 0, removed: 1, inserted: 'const name' }], true],
    ['is there after changes behind it', [{ offset: 11, removed: 6, inserted: '' }], true],
    ['is there when something is added to it', [{ offset: 10, removed: 0, inserted: ' // why' }], true],
    ['is there when it was formatted', [{ offset: 4, removed: 6, inserted: 'one( );' }], true],
    ['is not when it was changed', [{ offset: 4, removed: 3, inserted: 'two' }], false],
    ['is not when it was deleted', [{ offset: 0, removed: 11, inserted: '' }], false],
    ['is not when a part of it was deleted', [{ offset: 8, removed: 4, inserted: '' }], false],
    ['is not when it was typed over', [{ offset: 0, removed: 18, inserted: 'x' }], false],
    [
      'is there after several changes',
      [
        { offset: 0, removed: 0, inserted: 'x\n' },
        { offset: 2, removed: 1, inserted: 'y' },
      ],
      true,
    ],
  ])('%s', (_name, changes, there) => {
    const followed = new FollowedTexts();
    const still = followed.follow('one();', 4);
    followed.changed(changes);
    expect(still(changes.reduce(apply, document))).toBe(there);
    expect(followed.size).toBe(0);
  });
});

describe('the ledger', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'licit-ledger-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const insertion: Insertion = {
    time: '2026-01-01T00:00:00.000Z',
    file: 'src/a.ts',
    project: 'shop',
    line: 3,
    characters: 6,
    textSha256: textDigest('one();'),
    model: 'licit/licit-mini-ts',
    modelSha256: '00',
    license: null,
    verdict: 'allowed',
    reference: null,
    referenceLicense: null,
  };

  async function open(name: string): Promise<Ledger> {
    const opened = await Ledger.open(join(folder, name));
    if (!opened.ok) throw new Error(opened.message);
    return opened.ledger;
  }

  it('keeps what is added, for its user alone', async () => {
    const first = await open('new/ledger.sqlite');
    first.add(insertion);
    first.add({ ...insertion, license: 'Apache-2.0', file: "it's; DROP TABLE insertion.ts" });
    first.close();
    const second = await open('new/ledger.sqlite');
    expect(second.all()).toEqual([
      insertion,
      { ...insertion, license: 'Apache-2.0', file: "it's; DROP TABLE insertion.ts" },
    ]);
    second.close();
    if (process.platform !== 'win32') expect(statSync(join(folder, 'new/ledger.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('goes on with what an earlier version wrote', async () => {
    const old = new DatabaseSync(join(folder, 'old.sqlite'));
    old.exec(
      'CREATE TABLE insertion (id INTEGER PRIMARY KEY, time TEXT NOT NULL, file TEXT NOT NULL, project TEXT NOT NULL, line INTEGER NOT NULL, characters INTEGER NOT NULL, textSha256 TEXT NOT NULL, model TEXT NOT NULL, modelSha256 TEXT NOT NULL, license TEXT, verdict TEXT NOT NULL) STRICT',
    );
    old.exec("INSERT INTO insertion VALUES (1, 't', 'a.ts', 'shop', 1, 6, 'x', 'm', '00', NULL, 'allowed')");
    old.close();
    const ledger = await open('old.sqlite');
    ledger.add({ ...insertion, reference: 'pad 1.3.0', referenceLicense: 'WTFPL' });
    expect(ledger.all().map(({ reference, referenceLicense }) => [reference, referenceLicense])).toEqual([
      [null, null],
      ['pad 1.3.0', 'WTFPL'],
    ]);
    ledger.close();
  });

  it('is written to by two windows', async () => {
    const [one, two] = [await open('two.sqlite'), await open('two.sqlite')];
    one.add(insertion);
    two.add(insertion);
    expect(one.all()).toHaveLength(2);
    one.close();
    two.close();
  });

  it('says when its file is none', async () => {
    writeFileSync(join(folder, 'text.sqlite'), 'This is no database, and long enough to be read as one. '.repeat(20));
    const opened = await Ledger.open(join(folder, 'text.sqlite'));
    expect(opened.ok ? '' : opened.message).toMatch(/text\.sqlite cannot be used as the ledger/);
  });

  it('has one digest for both line ends, and no code in its export', () => {
    expect(textDigest('a\r\nb')).toBe(textDigest('a\nb'));
    expect(ledgerJson([insertion])).not.toContain('one()');
  });
});
