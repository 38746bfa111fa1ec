import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../../../src/compliance/scan';
import { UNKNOWN_MODEL } from '../../fixtures/ids';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-scan-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array = 'model = "o/n"\n'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const never = new AbortController().signal;
async function seen(): Promise<{ hub: string[]; weights: string[]; skipped: string[] }> {
  const result = await scan(root, never);
  return {
    hub: result.hub.map(({ file, reference }) => `${file} ${reference}`).sort(),
    weights: result.weights.map(({ file, use }) => `${file} ${use}`).sort(),
    skipped: result.skipped.map(({ file, reason }) => `${file}: ${reason}`).sort(),
  };
}

describe('the walk', () => {
  it('sees nothing in an empty folder', async () => {
    expect(await scan(root, never)).toMatchObject({
      files: 0,
      bytes: 0,
      hub: [],
      weights: [],
      packages: [],
      skipped: [],
      unreadable: [],
    });
  });

  it('hides text that .gitignore names, in nested files too, and takes it back', async () => {
    put('.gitignore', 'out/\n*.gen.py\n!keep.gen.py\n');
    put('a.py');
    put('out/b.py');
    put('x.gen.py');
    put('keep.gen.py');
    put('sub/.gitignore', '/c.py\n!y.gen.py\n');
    put('sub/c.py');
    put('sub/y.gen.py');
    put('sub/d/c.py');
    expect((await seen()).hub).toEqual(['a.py o/n', 'keep.gen.py o/n', 'sub/d/c.py o/n', 'sub/y.gen.py o/n']);
  });

  it('sees model files wherever they lie, ignored ones as not committed', async () => {
    put('.gitignore', 'cache/\n');
    put('cache/deep/m.gguf', 'x');
    put('node_modules/p/m.gguf', 'x');
    put('node_modules/p/a.py');
    put('assets/M.GGUF', 'x');
    put('.vscode/m.gguf', 'x');
    expect(await seen()).toEqual({
      hub: [],
      weights: [
        '.vscode/m.gguf assist',
        'assets/M.GGUF ship',
        'cache/deep/m.gguf service',
        'node_modules/p/m.gguf service',
      ],
      skipped: [],
    });
  });

  it('lists what .licitignore hides, file by file', async () => {
    put('.licitignore', 'examples/\n/top.py\n');
    put('examples/a/b.py');
    put('examples/m.gguf', 'x');
    put('top.py');
    put('sub/top.py');
    expect(await seen()).toEqual({
      hub: ['sub/top.py o/n'],
      weights: [],
      skipped: ['examples/a/b.py: .licitignore', 'examples/m.gguf: .licitignore', 'top.py: .licitignore'],
    });
  });

  it('leaves history alone', async () => {
    put('.git/hooks/a.py');
    expect((await seen()).hub).toEqual([]);
  });

  it('does not follow links to folders or out of the root, and survives loops', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'licit-outside-'));
    writeFileSync(join(outside, 'a.py'), 'model = "o/n"');
    put('real/a.py');
    symlinkSync(root, join(root, 'real/loop'));
    symlinkSync(outside, join(root, 'out'));
    symlinkSync(join(outside, 'a.py'), join(root, 'a.py'));
    symlinkSync('nowhere', join(root, 'broken'));
    symlinkSync('real/a.py', join(root, 'again.py'));
    expect(await seen()).toEqual({
      hub: ['real/a.py o/n'],
      weights: [],
      skipped: [
        'a.py: symbolic link out of the folder',
        'broken: broken symbolic link',
        'out: symbolic link out of the folder',
      ],
    });
    rmSync(outside, { recursive: true });
  });

  it("sees a model behind a link inside the root, as in the hub's cache", async () => {
    put('models--o--n/blobs/abc', 'x');
    mkdirSync(join(root, 'models--o--n/snapshots/r'), { recursive: true });
    symlinkSync('../../blobs/abc', join(root, 'models--o--n/snapshots/r/m.gguf'));
    expect((await seen()).weights).toEqual(['models--o--n/snapshots/r/m.gguf ship']);
  });
});

describe('reading', () => {
  it('skips binary files by content and says so', async () => {
    put('a.dat', new Uint8Array([0x6d, 0, 1, 2]));
    put('logo.svg', '<svg/>');
    expect(await seen()).toEqual({ hub: [], weights: [], skipped: ['a.dat: binary file'] });
  });

  it('reads UTF-16 and invalid UTF-8', async () => {
    put('a.py', Buffer.from('\ufeffmodel = "o/n"', 'utf16le'));
    put('b.py', Buffer.concat([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('\nmodel = "o/n"')]));
    expect((await seen()).hub).toEqual(['a.py o/n', 'b.py o/n']);
  });

  it('searches the first megabytes of a huge source file and reports the rest as unread', async () => {
    put('a.py', `model = "o/n"\n${'#'.repeat(9 * 1024 * 1024)}`);
    const result = await scan(root, never);
    expect(result.hub).toHaveLength(1);
    expect(result.unreadable).toEqual([{ file: 'a.py', reason: 'only its first 8 MB were searched', kind: 'model' }]);
  });

  it.each([
    ['not JSON', '{', 'is not valid JSON'],
    ['deep nesting', `{"packages":${'['.repeat(20_000)}`, 'is not valid JSON'],
  ])('reports a lockfile that can not be read: %s', async (_, text, reason) => {
    put('package-lock.json', text);
    expect((await scan(root, never)).unreadable).toEqual([{ file: 'package-lock.json', reason, kind: 'package' }]);
  });

  it('stops when it is told to', async () => {
    for (let index = 0; index < 50; index++) put(`f${index}.py`);
    const abort = new AbortController();
    const result = await scan(root, abort.signal, {
      onProgress: ({ files }) => {
        if (files === 3) abort.abort();
      },
    });
    expect(result.files).toBeLessThan(50);
  });
});

describe('the use by place', () => {
  it.each([
    ['.vscode/settings.json', `{ "x.model": "${UNKNOWN_MODEL}" }`, 'assist'],
    ['.continue/config.yaml', `model: ${UNKNOWN_MODEL}`, 'assist'],
    ['src/app.py', `model = "${UNKNOWN_MODEL}"`, 'service'],
    ['Dockerfile', `RUN hf download ${UNKNOWN_MODEL}`, 'ship'],
    ['Dockerfile', `ENV MODEL_ID=${UNKNOWN_MODEL}`, 'service'],
    ['train.py', `model = "${UNKNOWN_MODEL}"`, 'derive'],
    ['src/tune.py', `model = "${UNKNOWN_MODEL}"\nSFTTrainer(model)`, 'derive'],
  ])('%s: %s is %s', async (path, text, use) => {
    put(path, text);
    expect((await scan(root, never)).hub.map((one) => one.use)).toEqual([use]);
  });
});
