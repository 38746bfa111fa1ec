import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import { eventually, ghostText, licit, openWithCursor, press, type } from './workbench';

/** A class whose next line is plain to see: even a small model is sure of it. `|` is the cursor. */
function person({ indent = '  ', eol = '\n', above = '' } = {}): string {
  return [
    above,
    'export class Person {',
    `${indent}constructor(name, age, email) {`,
    `${indent}${indent}this.name = name;`,
    `${indent}${indent}this.age = age;`,
    `${indent}${indent}|`,
    `${indent}}`,
    '}',
    '',
  ]
    .slice(above === '' ? 1 : 0)
    .join(eol);
}

/** What Licit says of its last requests, the newest first. */
async function report(): Promise<readonly string[]> {
  await vscode.commands.executeCommand('licit.copyReport');
  return (await vscode.env.clipboard.readText()).split('### ').slice(1);
}

async function status(): Promise<string> {
  return onPage(async (page) => {
    const item = page.locator('.statusbar-item[aria-label^="Licit:"]');
    return (await item.getAttribute('aria-label', { timeout: 60_000 })) ?? '';
  });
}

let files = 0;

/** A file of its own for each test. */
const open = (text: string, extension = 'ts') => openWithCursor(`src/person${files++}.${extension}`, text);

/** The ghost text in a cell: a notebook lies over the editors, not in one. */
async function ghostTextInCell(): Promise<string> {
  return onPage(async (page) => {
    const pieces = await page.locator('.notebookOverlay [class*="ghost-text"]').allTextContents();
    return pieces.join('').replaceAll('\u00a0', ' ');
  });
}

/** Types the beginning of the line and waits for its end in ghost text. */
async function offered(ask = ghostText): Promise<string> {
  await type('this.email = ');
  const text = await eventually('ghost text', ask);
  assert.match(text, /^email/);
  return text;
}

describe('the pipeline', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  // A half line that stays on the disk would be an example for the tests that follow.
  afterEach(async () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme === 'file') {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), '');
      await vscode.workspace.applyEdit(edit);
      await document.save();
    }
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('accepts, and undoes in one step', async () => {
    const { document } = await open(person());
    const text = await offered();
    const before = document.getText();
    await press('Tab');
    await eventually('the accepted text', () => document.getText().includes(`this.email = ${text}`));
    await eventually('the fate', async () =>
      (await report()).some((request) => /^Request \d+: shown, accepted/.test(request)),
    );
    await press('Control+z');
    await eventually('the text before', () => document.getText() === before);
  });

  it('accepts word by word without asking again', async () => {
    const { document } = await open(person());
    await offered();
    const models = (requests: readonly string[]) => requests.filter((request) => /answered from: model/.test(request));
    const [asked] = models(await report());
    await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
    await eventually('the first word', () => document.getText().includes('this.email = email'));
    await eventually('the rest in ghost text', async () => (await ghostText()) === ';');
    const requests = await report();
    assert.equal(models(requests)[0]?.split(':')[0], asked?.split(':')[0]);
    assert.match(requests.join(''), /shown, partly/);
  });

  it('shows the rest from memory while it is typed', async () => {
    const { document } = await open(person());
    await offered();
    await type('em');
    await eventually('the rest', async () => /^ail/.test(await ghostText()));
    await eventually('an answer from memory', async () => /answered from: memory/.test((await report())[0] ?? ''));
    await press('Tab');
    await eventually('the accepted text', () => document.getText().includes('this.email = email'));
  });

  it('is quiet after Esc, says so, and shows once when asked with a key', async () => {
    await open(person());
    await offered();
    await press('Escape');
    await eventually('no ghost text', async () => (await ghostText()) === '');
    await eventually('the fate', async () => (await report()).some((request) => /shown, dismissed/.test(request)));
    await press('Backspace');
    await type(' ');
    await eventually('the reason', async () => (await status()).includes('you hid the last one a moment ago'));
    assert.equal(await ghostText(), '');
    await press('Alt+Backslash');
    await eventually('ghost text', ghostText);
    await press('Tab');
    // An accepted suggestion ends the quiet for the tests that follow.
    await eventually('the fate', async () => /shown, accepted/.test((await report()).join('')));
  });

  it('asks only by a key in manual mode', async () => {
    await vscode.workspace
      .getConfiguration('licit.completion')
      .update('trigger', 'manual', vscode.ConfigurationTarget.Global);
    try {
      await open(person());
      await type('this.email = ');
      await eventually('the reason', async () => (await status()).includes('when you ask for them'));
      await press('Alt+Backslash');
      await eventually('ghost text', ghostText);
      await press('Tab');
    } finally {
      await vscode.workspace
        .getConfiguration('licit.completion')
        .update('trigger', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  const contexts: readonly (readonly [name: string, text: string])[] = [
    ['CRLF', person({ eol: '\r\n' })],
    ['tabs', person({ indent: '\t' })],
    ['emoji', person({ above: "const faces = '👩‍💻🏳️‍🌈'; // 🎉" })],
    ['Chinese and Japanese', person({ above: "const 名前 = '漢字とかな'; // 注釈" })],
    ['right-to-left text', person({ above: "const greeting = 'שלום עולם'; // مرحبا بالعالم" })],
  ];
  for (const [name, text] of contexts) {
    it(`puts the text where the cursor is: ${name}`, async () => {
      const { document } = await open(text);
      const before = document.getText();
      const rest = await offered();
      await press('Tab');
      const wanted = text.replace('|', `this.email = ${rest}`);
      await eventually('the accepted text', () => document.getText() === wanted);
      assert.notEqual(before, wanted);
    });
  }

  it('works in a file of 10 MB', async () => {
    const filler = Array.from({ length: 10_000_000 / 50 }, (_, n) => `export const value${n} = ${n};`.padEnd(49)).join(
      '\n',
    );
    const { document } = await open(person({ above: filler }), 'js');
    assert.ok(document.getText().length > 9_000_000);
    const rest = await offered();
    await press('Tab');
    await eventually('the accepted text', () => document.getText().includes(`this.email = ${rest}`));
  });

  it('works in the cell of a notebook', async () => {
    const source = person().replace('|', '');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, source, 'typescript');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.focusTop');
    await vscode.commands.executeCommand('notebook.cell.edit');
    const editor = await eventually('the cell', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'vscode-notebook-cell'),
    );
    await press('Control+Home');
    for (let line = 0; line < 4; line++) await press('ArrowDown');
    await press('End');
    const rest = await offered(ghostTextInCell);
    await press('Tab');
    await eventually('the accepted text', () => editor.document.getText().includes(`this.email = ${rest}`));
  });
});
