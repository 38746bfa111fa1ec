import * as assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL, UNKNOWN_MODEL } from '../../fixtures/ids';
import { needsPage, onPage } from './bridge';
import { ours } from './findings';
import { answerQuickInput } from './panel';
import { closeEditors, eventually, inWorkspace, licit, notifications } from './workbench';

describe('the quick fixes of a finding', () => {
  const source = () => inWorkspace('fixes.py');
  const policy = () => inWorkspace('licit.policy.json');
  /** Whole lines, so that the place in them doesn't matter. */
  const line = (number: number) => new vscode.Range(number, 0, number, 200);

  async function fixes(number: number): Promise<vscode.CodeAction[]> {
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      source(),
      line(number),
      vscode.CodeActionKind.QuickFix.value,
    );
    return found.filter(({ title }) => /licit\.policy|^Use .* instead|^Open the evidence/.test(title));
  }

  async function fix(number: number, title: RegExp): Promise<vscode.CodeAction> {
    const all = await fixes(number);
    const found = all.find((action) => title.test(action.title));
    assert.ok(found !== undefined, `no ${title} among: ${all.map((action) => action.title).join(' | ')}`);
    return found;
  }

  /** Does it as a click on it does; what it asks is answered meanwhile. */
  function apply({ command }: vscode.CodeAction): Thenable<unknown> {
    assert.ok(command !== undefined, 'no command');
    return vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
  }

  const policyText = async () => JSON.parse(await readFile(policy().fsPath, 'utf8'));

  before(async () => {
    await licit().activate();
  });

  beforeEach(async () => {
    const text = [
      'from transformers import AutoModel',
      `AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")`,
      `AutoModel.from_pretrained("${UNKNOWN_MODEL}")`,
      `AutoModel.from_pretrained("mistralai/" + "${NONCOMMERCIAL_MODEL.slice('mistralai/'.length)}")`,
      '',
    ].join('\n');
    await vscode.workspace.fs.writeFile(source(), Buffer.from(text));
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await vscode.window.showTextDocument(source(), { preview: false });
    assert.deepEqual(
      ours(source()).map(({ range }) => range.start.line),
      [1, 2, 3],
    );
  });

  afterEach(async () => {
    await closeEditors();
    await rm(policy().fsPath, { force: true });
    await rm(source().fsPath);
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  it('put a permitted model of the same task and size where a denied one stands', async () => {
    const uses = (await fixes(1)).filter(({ title }) => title.startsWith('Use '));
    assert.ok(uses.length > 0 && uses.length <= 3, String(uses.length));
    const [use] = uses;
    const [, name = ''] =
      /^Use (\S+) instead \((?:allowed|conditional), [\d.]+ [BM] parameters/.exec(use?.title ?? '') ?? [];
    assert.match(name, /^[\w.-]+\/[\w.-]+$/);
    assert.ok(use?.edit !== undefined);
    await vscode.workspace.applyEdit(use.edit);
    const document = await vscode.workspace.openTextDocument(source());
    assert.equal(document.lineAt(1).text, `AutoModel.from_pretrained("${name}")`);
    await document.save();
    await eventually(
      'one finding less',
      () =>
        ours(source())
          .map(({ range }) => range.start.line)
          .join() === '2,3',
    );
  });

  it('replace nothing where the id does not stand as such, or is not known', async () => {
    for (const number of [2, 3]) {
      assert.deepEqual(
        (await fixes(number)).filter(({ title }) => title.startsWith('Use ')),
        [],
      );
    }
  });

  it('go with the text as it is edited', async () => {
    const editor = await vscode.window.showTextDocument(source());
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
    const { edit } = await fix(2, /^Use /);
    assert.ok(edit !== undefined);
    await vscode.workspace.applyEdit(edit);
    assert.match(editor.document.lineAt(2).text, /^AutoModel\.from_pretrained\("(?!mistralai)[^"]+"\)$/);
    assert.equal((await fixes(2)).length, 0);
  });

  it('can be seen and chosen at the light bulb', async function () {
    needsPage(this);
    const editor = await vscode.window.showTextDocument(source());
    editor.selection = new vscode.Selection(1, 30, 1, 30);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await eventually('the menu', async () => {
      await vscode.commands.executeCommand('editor.action.quickFix');
      return onPage(async (page) => {
        const entry = page.locator('.action-widget .monaco-list-row', { hasText: /^Use / }).first();
        return entry.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      });
    });
    await onPage((page) => page.locator('.action-widget .monaco-list-row', { hasText: /^Use / }).first().click());
    await eventually('the other model', () => !editor.document.lineAt(1).text.includes('Codestral'));
  });

  it('record a separate licence for what is denied, with agreement, reason, name and expiry', async function () {
    needsPage(this);
    const done = apply(await fix(1, /^Record a separate licence for mistralai\/Codestral/));
    await answerQuickInput('Which agreement', 'Contract 7');
    await answerQuickInput('Why may this project', 'We pay for it');
    await answerQuickInput('Who decides', 'Legal');
    await answerQuickInput('Until when', '2099-12-31');
    await done;
    const [{ date, ...exception }] = (await policyText()).exceptions;
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/);
    assert.deepEqual(exception, {
      kind: 'separate-licence',
      model: NONCOMMERCIAL_MODEL,
      reason: 'We pay for it',
      by: 'Legal',
      expires: '2099-12-31',
      agreement: 'Contract 7',
    });
    await eventually(
      'only the unknown model',
      () =>
        ours(source())
          .map(({ range }) => range.start.line)
          .join() === '2',
    );
  });

  it('record an accepted risk of what is open, with reason, name and expiry', async function () {
    needsPage(this);
    const done = apply(await fix(2, /^Accept the risk of org\/model/));
    await answerQuickInput('Why may this project', 'We made it');
    await answerQuickInput('Who decides', 'The team');
    await answerQuickInput('Until when', '2099-12-31');
    await done;
    const [{ kind, model, expires }] = (await policyText()).exceptions;
    assert.deepEqual([kind, model, expires], ['accepted-risk', UNKNOWN_MODEL, '2099-12-31']);
    await eventually(
      'no unknown model',
      () =>
        ours(source())
          .map(({ range }) => range.start.line)
          .join() === '1,3',
    );
  });

  it('deny what is open, with a reason', async function () {
    needsPage(this);
    const done = apply(await fix(2, /^Deny org\/model/));
    await answerQuickInput('Why is it never used', 'Nobody knows it');
    await done;
    assert.deepEqual((await policyText()).deny, [{ model: UNKNOWN_MODEL, reason: 'Nobody knows it' }]);
    await eventually('its denial', () => ours(source()).some(({ message }) => message.includes('Nobody knows it')));
  });

  it('write nothing when the person leaves half-way', async function () {
    needsPage(this);
    const done = apply(await fix(2, /^Accept the risk of org\/model/));
    await answerQuickInput('Why may this project', 'We made it');
    await onPage(async (page) => {
      await page.locator('.quick-input-widget', { hasText: 'Who decides' }).waitFor();
      await page.keyboard.press('Escape');
    });
    await done;
    await assert.rejects(readFile(policy().fsPath));
  });

  it('open the evidence', async function () {
    needsPage(this);
    void apply(await fix(1, /^Open the evidence: https:/));
    // An editor under test shows no dialog; that it wanted to says enough.
    await eventually('the question whether to open it', async () =>
      (await notifications()).some((text) => text.includes('open the external website')),
    );
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
