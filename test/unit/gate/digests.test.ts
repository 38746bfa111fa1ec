import { createHash } from 'node:crypto';
import { chmod, readFile, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FileSource } from '../../../src/formats/bytes';
import { DigestStore, type StorageNotice } from '../../../src/gate/digests';
import { checkStillJudged, readStamp } from '../../../src/gate/stamp';
import { temporaryFolder } from '../../support/folder';

const folder = temporaryFolder();
const hashOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

async function digest(store: DigestStore, path: string, options = {}) {
  const source = await FileSource.open(path);
  try {
    return await store.digest(source, options);
  } finally {
    await source.close();
  }
}

describe('the digest of a file', () => {
  it('is computed once and kept for the next start', async () => {
    const path = folder.path('big');
    await writeFile(path, Buffer.alloc(3_000_000, 1));
    const shares: number[] = [];
    const first = await digest(new DigestStore(folder.path('kept')), path, {
      onProgress: (s: number) => shares.push(s),
    });
    expect(first).toMatchObject({ sha256: hashOf(Buffer.alloc(3_000_000, 1)) });
    expect(shares.at(-1)).toBe(1);
    const again: number[] = [];
    const second = await digest(new DigestStore(folder.path('kept')), path, {
      onProgress: (s: number) => again.push(s),
    });
    expect(second).toEqual(first);
    expect(again).toEqual([]);
  });

  it('is computed anew when the file changed, also when its times were put back', async () => {
    const path = folder.path('changing');
    const store = new DigestStore(folder.path('kept'));
    await writeFile(path, 'one');
    await utimes(path, 1, 1);
    expect(await digest(store, path)).toMatchObject({ sha256: hashOf('one') });
    await writeFile(path, 'two');
    await utimes(path, 1, 1);
    expect(await digest(store, path)).toMatchObject({ sha256: hashOf('two') });
  });

  it('is computed anew when the kept one was made of another head', async () => {
    const path = folder.path('headless');
    await writeFile(path, 'genuine');
    const first = new DigestStore(folder.path('heads'));
    await digest(first, path);
    const file = folder.path('heads', 'digests.json');
    const forged = (await readFile(file, 'utf8')).replaceAll(hashOf('genuine'), hashOf('forged'));
    await writeFile(file, forged);
    expect(await digest(new DigestStore(folder.path('heads')), path)).toMatchObject({ sha256: hashOf('genuine') });
  });

  it('can be cancelled', async () => {
    const path = folder.path('cancelled');
    await writeFile(path, 'x');
    expect(await digest(new DigestStore(null), path, { signal: AbortSignal.abort() })).toBe('cancelled');
  });

  it('survives a broken store', async () => {
    const path = folder.path('file');
    await writeFile(path, 'x');
    await writeFile(folder.path('digests.json'), '{"version":2,"digests":[{"sha256":7}]');
    expect(await digest(new DigestStore(folder.path()), path)).toMatchObject({ sha256: hashOf('x') });
    expect(await readFile(folder.path('digests.json'), 'utf8')).toContain(hashOf('x'));
  });

  it('works where nothing can be kept, and says so once', async () => {
    const notices: StorageNotice[] = [];
    await writeFile(folder.path('in-the-way'), '');
    const store = new DigestStore(folder.path('in-the-way', 'storage'), (notice) => notices.push(notice));
    for (const name of ['p', 'q']) {
      await writeFile(folder.path(name), name);
      expect(await digest(store, folder.path(name))).toMatchObject({ sha256: hashOf(name) });
    }
    const again: number[] = [];
    await digest(store, folder.path('p'), { onProgress: (s: number) => again.push(s) });
    expect(again).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toMatch(/make it writable/);
  });
});

describe('a judged file', () => {
  async function judged(path: string) {
    const source = await FileSource.open(path);
    const stamp = await readStamp(source);
    await source.close();
    return { path, stamp, header: { bytes: 4, sha256: hashOf('head') } };
  }

  it('is still judged while nothing changed', async () => {
    const path = folder.path('judged');
    await writeFile(path, 'header and more');
    expect(await checkStillJudged(await judged(path))).toEqual({ ok: true });
  });

  it('is no longer judged after any change', async () => {
    const path = folder.path('judged');
    await writeFile(path, 'header and more');
    const before = await judged(path);
    await writeFile(path, 'header and MORE');
    await utimes(path, 5, 5);
    expect(await checkStillJudged(before)).toMatchObject({ ok: false });
    const other = { ...(await judged(path)), header: { bytes: 4, sha256: hashOf('HEAD') } };
    expect(await checkStillJudged(other)).toMatchObject({ ok: false });
    const now = await judged(path);
    await chmod(path, 0o600);
    expect(await checkStillJudged(now)).toMatchObject({ ok: false, message: expect.stringContaining('changed') });
    expect(await checkStillJudged({ ...now, path: folder.path('gone') })).toMatchObject({ ok: false });
  });
});
