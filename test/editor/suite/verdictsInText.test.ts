import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL } from '../../fixtures/ids';
import { needsPage, onPage } from './bridge';
import { lastAnswer, panelTexts } from './panel';
import { closeEditors, eventually, inWorkspace, licit } from './workbench';

/** What hovers say at a place. */
async function hovers(uri: vscode.Uri, place: vscode.Position): Promise<vscode.MarkdownString[]> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, place);
  return found.flatMap(({ contents }) => contents.filter((content) => content instanceof vscode.MarkdownString));
}

/** The verdicts above the lines: the line and what stands there. */
async function lenses(uri: vscode.Uri): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return found
    .filter(({ command }) => command?.command === 'licit.explain')
    .map(({ range, command }) => `${range.start.line} ${command?.title}`);
}

describe('a verdict in the text', () => {
  const source = () => inWorkspace('in-text.py');
  const denied = `$(error) Denied: ${NONCOMMERCIAL_MODEL}`;

  before(async () => {
    await licit().activate();
    const text = [
      'from transformers import AutoModel',
      `AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")`,
      'AutoModel.from_pretrained("Qwen/Qwen2.5-Coder-1.5B")',
      `# "${NONCOMMERCIAL_MODEL}"`,
      '',
    ].join('\n');
    await vscode.workspace.fs.writeFile(source(), Buffer.from(text));
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await vscode.window.showTextDocument(source(), { preview: false });
  });

  after(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(source());
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  it('is in the hover, with reasons, rules, sources and the disclaimer', async () => {
    const [hover] = await hovers(source(), new vscode.Position(1, 35));
    assert.ok(hover !== undefined, 'no hover');
    assert.match(hover.value, /^\*\*Denied\*\*/);
    assert.match(hover.value, /\(command:licit\.openRule\?/);
    assert.match(hover.value, /\]\(<https:/);
    assert.match(hover.value, /not legal advice/);
    assert.deepEqual(hover.isTrusted, { enabledCommands: ['licit.explain', 'licit.openRule'] });
    const [mild] = await hovers(source(), new vscode.Position(2, 35));
    assert.match(mild?.value ?? '', /^\*\*(?:Allowed|Conditional)\*\*/);
    const [note] = await hovers(source(), new vscode.Position(3, 10));
    assert.match(note?.value ?? '', /does not count/);
    assert.deepEqual(await hovers(source(), new vscode.Position(0, 8)), []);
  });

  it('stands above the references that count', async () => {
    const shown = await lenses(source());
    assert.equal(shown[0], `1 ${denied}`);
    assert.equal(shown.length, 2);
    assert.match(shown[1] ?? '', /^2 \$\((?:pass|info)\) (?:Allowed|Conditional): Qwen\/Qwen2\.5-Coder-1\.5B$/);
  });

  it('moves with the text, and goes when the reference does', async () => {
    const editor = await vscode.window.showTextDocument(source());
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n'));
    assert.equal((await lenses(source()))[0], `3 ${denied}`);
    assert.equal((await hovers(source(), new vscode.Position(3, 35))).length, 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(3, 35), 'x'));
    assert.equal((await lenses(source())).length, 1);
    assert.deepEqual(await hovers(source(), new vscode.Position(3, 35)), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('everything as it was', async () => {
      await vscode.commands.executeCommand('licit.checkWorkspace');
      return (await lenses(source()))[0] === `1 ${denied}`;
    });
  });

  it('can be seen and clicked, and is explained for the use that it was judged for', async function () {
    needsPage(this);
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#ask[placeholder]')).length > 0);
    await vscode.window.showTextDocument(source());
    await onPage(async (page) => {
      const lens = page.locator('.codelens-decoration a', { hasText: 'Codestral' }).first();
      await lens.click({ timeout: 60_000 });
    });
    const said = await eventually('the explanation', async () => {
      const answer = await lastAnswer();
      return answer.includes('Codestral') && answer;
    });
    assert.match(said, /Denied: Codestral/);
    assert.match(said, /use service/);
  });

  it('stands in the text no more where that is not wanted', async () => {
    const settings = vscode.workspace.getConfiguration('licit', { languageId: 'python' });
    await settings.update('check.codeLens', false, vscode.ConfigurationTarget.Global, true);
    try {
      assert.deepEqual(await lenses(source()), []);
    } finally {
      await settings.update('check.codeLens', undefined, vscode.ConfigurationTarget.Global, true);
    }
  });
});
