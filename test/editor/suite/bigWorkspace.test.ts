import * as assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { closeEditors, eventually, ghostText, inWorkspace, licit, openWithCursor, personWith, type } from './workbench';

const FOLDERS = 250;
const FILES = 200;

describe('a workspace of 50,000 files', () => {
  const big = () => inWorkspace('big').fsPath;

  before(async () => {
    await licit().activate();
    for (let folder = 0; folder < FOLDERS; folder++) {
      const path = join(big(), `folder${folder}`);
      await mkdir(path, { recursive: true });
      await Promise.all(
        Array.from({ length: FILES }, (_, file) =>
          writeFile(join(path, `module${file}.ts`), `export const value${file} = ${folder} * ${file};\n`),
        ),
      );
    }
  });

  after(async () => {
    await closeEditors();
    await rm(big(), { recursive: true, force: true });
  });

  it('is checked while the extension host stays awake', async () => {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const start = performance.now();
    await vscode.commands.executeCommand('licit.checkWorkspace');
    delay.disable();
    const worst = delay.max / 1e6;
    console.log(`checked in ${Math.round(performance.now() - start)} ms, the longest wait was ${Math.round(worst)} ms`);
    assert.ok(worst < 1000, `the extension host slept for ${Math.round(worst)} ms`);
  });

  it('has ghost text', async function () {
    needsPage(this);
    await openWithCursor('big/folder0/person.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
  });
});
