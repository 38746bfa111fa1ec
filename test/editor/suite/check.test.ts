import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL } from '../../fixtures/ids';
import { needsPage, onPage } from './bridge';
import { ours } from './findings';
import { closeEditors, eventually, inWorkspace, licit, notifications } from './workbench';

describe('the findings', () => {
  const source = () => inWorkspace('findings.py');

  before(async () => {
    await licit().activate();
    const text = [
      'from transformers import AutoModel',
      `AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")`,
      'AutoModel.from_pretrained("Qwen/Qwen2.5-Coder-1.5B")',
      `# AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")`,
      '',
    ].join('\n');
    await vscode.workspace.fs.writeFile(source(), Buffer.from(text));
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  after(async () => {
    await vscode.workspace.fs.delete(source());
    await vscode.workspace.fs.delete(inWorkspace('licit.policy.json')).then(undefined, () => undefined);
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await closeEditors();
  });

  it('are problems where they count and are at review or above, at their place', () => {
    const [finding, ...others] = ours(source());
    assert.ok(finding !== undefined, 'no finding');
    assert.deepEqual(others, [], 'the permitted model and the comment are no problems');
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(finding.range.start.line, 1);
    assert.match(finding.message, /Codestral-22B-v0\.1 is denied/);
  });

  it('link to a page about their rule that is there', async () => {
    const code = ours(source())[0]?.code;
    assert.ok(typeof code === 'object', 'no link');
    const page = await vscode.workspace.fs.readFile(code.target);
    assert.match(Buffer.from(page).toString(), /^# /);
  });

  it('stand in the tree by verdict, the milder ones too, and open their place', async function () {
    needsPage(this);
    await vscode.commands.executeCommand('licit.findings.focus');
    // The tree may still be drawn anew under the click: what it opens then is another finding.
    await eventually('the place', async () => {
      await onPage(async (page) => {
        const tree = page
          .locator('[aria-label="Licences"] [role="tree"], [role="tree"][aria-label="Licences"]')
          .first();
        await tree
          .getByRole('treeitem', { name: /^Denied: mistralai\/Codestral.*findings\.py/s })
          .first()
          .click({ timeout: 60_000 });
        await page.waitForTimeout(200);
      });
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.path === source().path && editor.selection.active.line >= 1;
    });
  });

  it('follow the policy as it is changed', async () => {
    const policy = { deny: [{ model: 'Qwen/*', reason: 'Not in this project' }] };
    await vscode.workspace.fs.writeFile(inWorkspace('licit.policy.json'), Buffer.from(JSON.stringify(policy)));
    await eventually('what the policy denies', async () => {
      await vscode.commands.executeCommand('licit.checkWorkspace');
      return ours(source()).some(({ message }) => message.includes('Qwen2.5-Coder-1.5B is denied'));
    });
  });

  it('are not judged by a policy that is not valid, which is said in one line', async function () {
    needsPage(this);
    await vscode.workspace.fs.writeFile(inWorkspace('licit.policy.json'), Buffer.from('{ "deny": 1 }'));
    await eventually('the message', async () => {
      await vscode.commands.executeCommand('licit.checkWorkspace');
      return (await notifications()).some((text) => text.includes('licit.policy.json') && text.includes('deny'));
    });
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
