import * as assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL, UNKNOWN_MODEL } from '../../fixtures/ids';
import { needsPage, onPage } from './bridge';
import { answerQuickInput } from './panel';
import { closeEditors, eventually, inWorkspace, licit } from './workbench';

/** Texts of what matches in the report's page; none while it is not open. */
async function texts(selector: string): Promise<string[]> {
  return onPage(async (page, wanted) => {
    for (const frame of page.frames()) {
      const isReport = await frame
        .locator('.toolbar #save')
        .count()
        .catch(() => 0);
      // A page that is drawn anew has no texts for a moment.
      if (isReport > 0)
        return frame
          .locator(wanted)
          .allInnerTexts()
          .catch(() => []);
    }
    return [];
  }, selector);
}

async function click(selector: string): Promise<void> {
  await onPage(async (page, wanted) => {
    for (const frame of page.frames()) {
      const isReport = await frame
        .locator('.toolbar #save')
        .count()
        .catch(() => 0);
      if (isReport === 0) continue;
      await frame.locator(wanted).first().click({ timeout: 60_000 });
      return;
    }
    throw new Error('the report is not open');
  }, selector);
}

describe('the report', () => {
  const source = () => inWorkspace('reported <b>.py');

  before(async function () {
    needsPage(this);
    await licit().activate();
    const text = [
      'from transformers import AutoModel',
      `AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")`,
      'AutoModel.from_pretrained("Qwen/Qwen2.5-Coder-1.5B-Instruct")',
      '',
    ].join('\n');
    await vscode.workspace.fs.writeFile(source(), Buffer.from(text));
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  after(async () => {
    await closeEditors();
    await rm(source().fsPath, { force: true });
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  it('shows summary, tasks, lineage, findings and coverage, with nothing from files as markup', async () => {
    await vscode.commands.executeCommand('licit.showReport');
    const headings = await eventually('the report', async () => {
      const found = await texts('h1, h2');
      return found.length > 0 && found;
    });
    assert.match(headings[0] ?? '', /^Licit check of .*denied$/);
    for (const heading of ['What to do first', 'Where the models come from', 'What was seen'])
      assert.ok(headings.includes(heading), headings.join(' | '));
    assert.ok((await texts('ol li')).some((task) => task.includes('reported <b>.py:2:')));
    assert.ok((await texts('figure svg g')).length > 1);
    assert.match((await texts('footer')).join(), /not legal advice/);
    assert.deepEqual(await texts('summary b, img, iframe'), []);
  });

  it('lets its own script run and nothing else, and asks for nothing', async () => {
    const policy = await onPage(async (page) => {
      for (const frame of page.frames()) {
        const metas = frame.locator('meta[http-equiv="Content-Security-Policy"]');
        const isReport = await frame
          .locator('.toolbar #save')
          .count()
          .catch(() => 0);
        if (isReport > 0) return metas.first().getAttribute('content');
      }
      return null;
    });
    assert.match(policy ?? '', /^default-src 'none'; style-src 'nonce-([\w-]+)'; script-src 'nonce-\1'$/);
  });

  it('opens a place in its file', async () => {
    await click('summary [data-file*="reported"]');
    await eventually('the place', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.path === source().path && editor.selection.active.line === 1;
    });
  });

  it('says when there are newer results, and shows them', async () => {
    await vscode.commands.executeCommand('licit.showReport');
    await vscode.workspace.fs.writeFile(
      source(),
      Buffer.from(`from transformers import AutoModel\nAutoModel.from_pretrained("${UNKNOWN_MODEL}")\n`),
    );
    await eventually('the remark', async () => (await texts('#stale:not([hidden])')).join().includes('newer'));
    await click('#newest');
    await eventually('the newest', async () => (await texts('ol li')).some((task) => task.includes(UNKNOWN_MODEL)));
    assert.deepEqual(await texts('#stale:not([hidden])'), []);
  });

  for (const [format, name, holds] of [
    ['HTML', 'licit-report.html', /^<!doctype html>[\s\S]*reported &lt;b&gt;\.py:2:/],
    ['SARIF', 'licit-report.sarif', /"version": ?"2\.1\.0"/],
    ['CycloneDX', 'licit-report.cdx.json', /"CycloneDX"/],
    ['SPDX', 'licit-report.spdx.json', /SpdxDocument/],
    ['JSON', 'licit-report.json', /^\{\s+"verdict": "denied"/],
    ['NOTICE', 'licit-report.md', /./],
    ['Text', 'licit-report.txt', /^Licit check of/],
  ] as const) {
    it(`is saved as ${format}, and what it names is not found in it`, async () => {
      // A page that loads takes the keyboard, and the list of formats closes.
      await closeEditors();
      const file = inWorkspace(name);
      const done = vscode.commands.executeCommand('licit.saveReport');
      await answerQuickInput('The report in which format', format);
      await answerQuickInput('Save the report as', file.fsPath);
      await done;
      assert.match(await readFile(file.fsPath, 'utf8'), holds);
      await vscode.commands.executeCommand('notifications.clearAll');
      await vscode.commands.executeCommand('licit.checkWorkspace');
      assert.deepEqual(
        vscode.languages.getDiagnostics(file).filter(({ source: by }) => by === 'Licit'),
        [],
      );
      await rm(file.fsPath);
    });
  }

  it('is not written when the person leaves', async () => {
    const done = vscode.commands.executeCommand('licit.saveReport');
    await onPage(async (page) => {
      await page.locator('.quick-input-widget', { hasText: 'The report in which format' }).waitFor();
      await page.keyboard.press('Escape');
    });
    await done;
    await assert.rejects(readFile(inWorkspace('licit-report.html').fsPath));
  });
});
