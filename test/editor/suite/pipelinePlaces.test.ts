import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import { MemoryDisk } from './memoryDisk';
import {
  closeEditors,
  eventually,
  ghostText,
  inWorkspace,
  licit,
  openWithCursor,
  personWith,
  press,
  showWithCursor,
  status,
  type,
} from './workbench';

describe('places where code is completed', () => {
  const disks: vscode.Disposable[] = [];

  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(async () => {
    await closeEditors();
    for (const disk of disks.splice(0)) disk.dispose();
  });

  it('take a suggestion line by line', async () => {
    const { document } = await openWithCursor('src/lines.ts', personWith('email'));
    await type('this.email = ');
    const offered = await eventually('ghost text', ghostText);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextLine');
    const [line = ''] = offered.split('\n');
    await eventually('the first line', () => document.getText().includes(`this.email = ${line}`));
  });

  /** A file of its own on a disk that is no disk. */
  async function openElsewhere(scheme: string, isReadonly: boolean): Promise<vscode.TextEditor> {
    const text = personWith('email');
    const disk = new MemoryDisk({ '/person.ts': text.replace('|', '') });
    disks.push(vscode.workspace.registerFileSystemProvider(scheme, disk, { isReadonly }));
    return showWithCursor(vscode.Uri.from({ scheme, path: '/person.ts' }), text.indexOf('|'));
  }

  it('may lie on a file system of another extension', async () => {
    const { document } = await openElsewhere('licit-far', false);
    await type('this.email = ');
    const offered = await eventually('ghost text', ghostText);
    await press('Tab');
    await eventually('the accepted text', () => document.getText().includes(`this.email = ${offered}`));
    await document.save();
    const saved = Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString();
    assert.ok(saved.includes(`this.email = ${offered}`));
  });

  it('are none where nothing can be written', async () => {
    const { document } = await openElsewhere('licit-fixed', true);
    const before = document.getText();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await type('x');
    await vscode.commands.executeCommand('licit.copyReport');
    assert.equal(await ghostText(), '');
    assert.equal(document.getText(), before);
  });

  it('are none among several cursors', async () => {
    const editor = await openWithCursor('src/cursors.ts', personWith('email'));
    const { active } = editor.selection;
    editor.selections = [new vscode.Selection(0, 0, 0, 0), new vscode.Selection(active, active)];
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await eventually('the reason', async () => (await status()).includes('there are several cursors'));
  });

  it('count in the view that has the keyboard, whatever is selected in another one of the same file', async () => {
    const { document, selection } = await openWithCursor('src/split.ts', personWith('email'));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
    const first = vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn === vscode.ViewColumn.One);
    assert.ok(first !== undefined);
    first.selection = new vscode.Selection(0, 0, document.lineCount, 0);
    await showWithCursor(document.uri, document.offsetAt(selection.active));
    await type('this.email = ');
    assert.match(await eventually('ghost text', ghostText), /^email/);
    assert.notEqual(vscode.window.activeTextEditor, first);
    assert.ok(!first.selection.isEmpty, 'the other view keeps its selection');
  });

  it('lie where their notebook does, so that what excludes it excludes its cells', async () => {
    const cells = [{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['a = 1'] }];
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    await vscode.workspace.fs.writeFile(inWorkspace('src/book.ipynb'), Buffer.from(text));
    const completion = vscode.workspace.getConfiguration('licit.completion');
    await completion.update('exclude', ['/src/book.ipynb'], vscode.ConfigurationTarget.Global);
    try {
      const notebook = await vscode.workspace.openNotebookDocument(inWorkspace('src/book.ipynb'));
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('notebook.focusTop');
      await vscode.commands.executeCommand('notebook.cell.edit');
      await eventually('the cell', () => vscode.window.activeTextEditor?.document === notebook.cellAt(0).document);
      await press('Control+End');
      await type(' + b');
      await eventually('the reason', async () => (await status()).includes('you excluded this file'));
    } finally {
      await completion.update('exclude', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('leave Tab to indentation', async () => {
    const { document } = await openWithCursor('src/indent.ts', 'function f() {\n|\n}\n');
    await press('Tab');
    await eventually('the indentation', () => /^(?: +|\t)$/.test(document.lineAt(1).text));
  });

  it('leave Tab and Escape to snippets and renames', async () => {
    const { document } = await openWithCursor('src/snippet.ts', '|\n');
    const editor = vscode.window.activeTextEditor;
    await editor?.insertSnippet(new vscode.SnippetString('const $1 = $2;$0'));
    await type('email');
    await press('Tab');
    await type('1');
    await eventually('both places filled', () => document.lineAt(0).text === 'const email = 1;');
    await press('Escape');
  });

  it('are in two windows at once, each with its own engine', async () => {
    const uri = inWorkspace('src/elsewhere.ts');
    const text = personWith('email');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text.replace('|', '')));
    const line = text.slice(0, text.indexOf('|')).split('\n').length;
    const there = onPage(
      async (page, { file, row }) => {
        const other = await page.context().newPage();
        try {
          // As in this window, but without its tests.
          const script = await page.evaluate(() => {
            const data = document.getElementById('vscode-workbench-web-configuration')?.getAttribute('data-settings');
            return JSON.stringify({ extensions: JSON.parse(data ?? '{}').developmentOptions?.extensions });
          });
          await other.addInitScript((development) => {
            const read = Element.prototype.getAttribute;
            Element.prototype.getAttribute = function (name) {
              const value = read.call(this, name);
              if (value === null || this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings')
                return value;
              return JSON.stringify({ ...JSON.parse(value), developmentOptions: JSON.parse(development) });
            };
          }, script);
          await other.goto(page.url(), { timeout: 60_000 });
          await other.waitForSelector('.monaco-workbench', { timeout: 60_000 });
          await other.locator('[aria-label^="Licit:"]').first().waitFor({ timeout: 60_000 });
          await other.keyboard.press('Control+p');
          await other.locator('.quick-input-widget input').first().fill(`${file}:${row}:999`);
          const found = other.locator('.quick-input-widget .monaco-list-row.focused', { hasText: file });
          await found.waitFor({ timeout: 30_000 });
          await other.keyboard.press('Enter');
          await other.locator('[id="status.editor.selection"]', { hasText: `Ln ${row},` }).waitFor({ timeout: 30_000 });
          await other.locator('.monaco-editor.focused').first().waitFor({ timeout: 30_000 });
          await other.keyboard.type('this.email = ', { delay: 40 });
          const ghost = other.locator('[class*="ghost-text"]').first();
          await ghost.waitFor({ timeout: 60_000, state: 'attached' });
          const offered = (await other.locator('[class*="ghost-text"]').allTextContents()).join('');
          await other.keyboard.press('Tab');
          await other.locator('.view-line', { hasText: 'this.email = email' }).first().waitFor({ timeout: 30_000 });
          return offered;
        } finally {
          await other.close();
          await page.bringToFront();
        }
      },
      { file: 'elsewhere.ts', row: line },
    );
    await openWithCursor('src/here.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text in this window', ghostText);
    assert.match(await there, /^email/);
    await press('Tab');
  });
});
