import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import {
  closeEditors,
  eventually,
  ghostText,
  inWorkspace,
  licit,
  openWithCursor,
  personWith,
  press,
  sideBarRows,
  status,
  type,
} from './workbench';

let files = 0;

/** Offers the end of a line in a file of its own, and returns it. */
async function offered(): Promise<string> {
  await openWithCursor(`src/record${files++}.ts`, personWith('email'));
  await type('this.email = ');
  return eventually('ghost text', ghostText);
}

async function accepted(): Promise<void> {
  const text = await offered();
  const document = vscode.window.activeTextEditor?.document;
  await press('Tab');
  await eventually('the accepted text', () => document?.getText().includes(`this.email = ${text}`) ?? false);
}

/** Texts of the entries of the list that is open above the editor. */
async function choices(): Promise<readonly string[]> {
  return onPage((page) => page.locator('.quick-input-widget .monaco-list-row').allInnerTexts());
}

async function choose(words: string): Promise<void> {
  await onPage(async (page, text) => {
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first().click({ timeout: 60_000 });
  }, words);
  await listGone();
}

/** A list that fades away still has its entries: the next one is opened when it is gone. */
async function listGone(): Promise<void> {
  await eventually('no list', () => onPage(async (page) => !(await page.locator('.quick-input-widget').isVisible())));
}

/** What the counters say, by name. */
async function counters(): Promise<ReadonlyMap<string, string>> {
  let isClosed = false;
  const shown = vscode.commands.executeCommand('licit.showCounters').then(() => {
    isClosed = true;
  });
  const rows = await eventually('the counters', async () => {
    const texts = await choices();
    return texts.some((text) => text.includes('Count anew')) && texts;
  });
  // A key that comes before the list has the keyboard closes nothing.
  await eventually('the counters to close', async () => {
    if (!isClosed) await press('Escape');
    return isClosed;
  });
  await shown;
  await listGone();
  return new Map(
    rows.flatMap((row) => {
      const [, name = '', value = ''] = /^(.*\D)\s*(\d+)\s*$/s.exec(row) ?? [];
      return name === '' ? [] : [[name.trim(), value] as const];
    }),
  );
}

describe('what Licit says of its suggestions', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(closeEditors);

  it('is in the view: outcome, prompt with tokens, reused tokens, times, texts', async () => {
    const text = await offered();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    await vscode.commands.executeCommand('licit.why');
    await eventually('the accepted request', async () =>
      ((await sideBarRows()) || []).some((row) => row.startsWith('accepted')),
    );
    await onPage(async (page) => {
      const row = page.locator('.sidebar .monaco-list-row', { hasText: 'accepted' }).first();
      await row.click({ timeout: 60_000 });
      await page.keyboard.press('ArrowRight');
    });
    // The view draws only what is in sight: scroll through it.
    const seen = new Set<string>();
    await eventually('all there is to know', async () => {
      for (const row of (await sideBarRows()) || []) seen.add(row);
      await onPage(async (page) => {
        // A row may be drawn anew under the mouse: the next round comes back to it.
        const last = page.locator('.sidebar .monaco-list-row', { hasText: ': ' }).last();
        await last.hover({ timeout: 5000 }).catch(() => undefined);
        await page.mouse.wheel(0, 44);
      });
      const all = [...seen].join('\n');
      return [
        /Model: /,
        /Confidence: [01]\.\d\d/,
        /Queue: /,
        /Prompt: \d+ tokens, \d+ of them reused, /,
        /Prompt: before the cursor: \d+ tokens/,
        /Prompt: behind the cursor: \d+ tokens/,
        /First line: /,
        /Answer: \d+ tokens, /,
        /The model said: "/,
        /Changed by filters: /,
        /What was left: "email/,
        /Shown: "email/,
      ].every((line) => line.test(all));
    });
    assert.ok([...seen].some((row) => row.includes(JSON.stringify(text))));
  });

  it('is counted, can be counted anew, and can be left uncounted', async () => {
    const before = Number((await counters()).get('Accepted'));
    await accepted();
    await eventually('one more', async () => Number((await counters()).get('Accepted')) === before + 1);
    void vscode.commands.executeCommand('licit.showCounters');
    await choose('Count anew');
    await eventually('none', async () => (await counters()).get('Accepted') === '0');
    void vscode.commands.executeCommand('licit.showCounters');
    await choose('Stop counting');
    try {
      await eventually('the setting', () => vscode.workspace.getConfiguration('licit').get('counters') === false);
      await accepted();
      assert.equal((await counters()).get('Accepted'), '0');
    } finally {
      await vscode.workspace.getConfiguration('licit').update('counters', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is in the ledger, without code, which can be exported and switched off', async () => {
    await accepted();
    const exported = async () => {
      const target = inWorkspace('licit-ledger.json');
      await vscode.workspace.fs.writeFile(target, Buffer.from(''));
      await vscode.workspace.fs.delete(target);
      const done = vscode.commands.executeCommand('licit.exportLedger');
      // The dialog writes into its field until it is ready: what it proposes is the place.
      await eventually('the proposed place', () =>
        onPage(
          async (page, path) => (await page.locator('.quick-input-widget input').first().inputValue()) === path,
          target.fsPath,
        ),
      );
      await onPage((page) =>
        page
          .locator('.quick-input-widget .monaco-button', { hasText: /^(?:OK|Save)/ })
          .first()
          .click({ timeout: 60_000 }),
      );
      await done;
      await listGone();
      return Buffer.from(await vscode.workspace.fs.readFile(target)).toString();
    };
    const file = `src/record${files - 1}.ts`;
    const written = await eventually('the entry', async () => {
      const text = await exported();
      return text.includes(file) && text;
    });
    const { ledger, insertions } = JSON.parse(written);
    assert.equal(ledger, 'licit');
    const last = insertions.at(-1);
    assert.deepEqual(Object.keys(last).sort(), [
      'characters',
      'file',
      'license',
      'line',
      'model',
      'modelSha256',
      'project',
      'reference',
      'referenceLicense',
      'textSha256',
      'time',
      'verdict',
    ]);
    assert.equal(last.file, file);
    assert.match(last.textSha256, /^[0-9a-f]{64}$/);
    assert.ok(!written.includes('email'));
    await vscode.workspace.getConfiguration('licit').update('ledger', false, vscode.ConfigurationTarget.Global);
    try {
      await accepted();
      assert.ok(!(await exported()).includes(`src/record${files - 1}.ts`));
    } finally {
      await vscode.workspace.getConfiguration('licit').update('ledger', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('pauses for as long as one likes, and goes on', async () => {
    const paused = vscode.commands.executeCommand('licit.snooze');
    await choose('5 minutes');
    await paused;
    try {
      await openWithCursor(`src/record${files++}.ts`, personWith('email'));
      await type('this.email = ');
      await eventually('the reason', async () => (await status()).includes('suggestions pause'));
      assert.equal(await ghostText(), '');
    } finally {
      await vscode.commands.executeCommand('licit.snooze');
    }
    await press('Backspace');
    await type(' ');
    await eventually('ghost text', ghostText);
    await press('Tab');
  });
});

describe('a suggestion that repeats third-party code', () => {
  /** Sixty tokens and more, of which the last line is still to be written. */
  const fields = ['name', 'age', 'street', 'city', 'country', 'phone', 'website', 'company'];
  const code = (last: string) =>
    [
      'export class Person {',
      `  constructor(${fields.join(', ')}, email) {`,
      ...fields.map((field) => `    this.${field} = ${field};`),
      `    ${last}`,
      '  }',
      '}',
      '',
    ].join('\n');

  before(async function () {
    needsPage(this);
    await licit().activate();
    await vscode.workspace.fs.writeFile(
      inWorkspace('node_modules/people/package.json'),
      Buffer.from('{ "name": "people", "version": "1.2.3", "license": "MIT" }'),
    );
    await vscode.workspace.fs.writeFile(
      inWorkspace('node_modules/people/index.js'),
      Buffer.from(code('this.email = email;')),
    );
  });

  after(() => vscode.workspace.fs.delete(inWorkspace('node_modules'), { recursive: true }));
  afterEach(closeEditors);

  it('says whose it is and under which licence', async () => {
    let tries = 0;
    const repeats = async () => {
      await closeEditors();
      await openWithCursor(`src/people${tries++}.ts`, code('|'));
      await type('this.email = ');
      await eventually('ghost text', ghostText);
      await vscode.commands.executeCommand('licit.copyReport');
      return /- repeats \d+ lines, \d+ tokens of a package under MIT/.test(await vscode.env.clipboard.readText());
    };
    // The package is read once something was suggested.
    await eventually('the reference', repeats);
    await eventually('the package in the status bar', async () => (await status()).includes('people 1.2.3 (MIT)'));
    await press('Tab');
  });
});
