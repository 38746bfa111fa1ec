import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { ours } from './findings';
import { closeEditors, eventually, ghostText, licit, openWithCursor, personWith, type } from './workbench';

const models = (folder: number) => {
  const root = vscode.workspace.workspaceFolders?.[folder];
  assert.ok(root !== undefined);
  return vscode.Uri.joinPath(root.uri, 'models.py');
};

describe('several folders', () => {
  before(async () => {
    // VS Code reads the workspace file while the extensions start.
    await eventually('the folders', () => vscode.workspace.workspaceFolders?.length === 2);
    await licit().activate();
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  it('are each judged by their own facts', () => {
    const [shop, ...more] = ours(models(0));
    assert.match(shop?.message ?? '', /Qwen2\.5-Coder-3B is denied/);
    assert.deepEqual(more, []);
    assert.deepEqual(ours(models(1)), [], 'a research project may use it');
  });

  it('follow their own policies', async () => {
    const policy = vscode.Uri.joinPath(models(1), '../licit.policy.json');
    const before = await vscode.workspace.fs.readFile(policy);
    try {
      const stricter = { project: { kind: 'research' }, deny: [{ model: 'Qwen/*', reason: 'Not here' }] };
      await vscode.workspace.fs.writeFile(policy, Buffer.from(JSON.stringify(stricter)));
      await vscode.commands.executeCommand('licit.checkWorkspace');
      assert.match(ours(models(1))[0]?.message ?? '', /denied.*policy/i);
    } finally {
      await vscode.workspace.fs.writeFile(policy, before);
    }
  });

  it('have ghost text in each', async function () {
    needsPage(this);
    for (const folder of ['shop', 'study']) {
      await openWithCursor(`../${folder}/person.ts`, personWith('email'));
      await type('this.email = ');
      await eventually(`ghost text in ${folder}`, ghostText);
    }
    await closeEditors();
  });

  it('take their findings with them when they are closed', async () => {
    const policy = vscode.Uri.joinPath(models(1), '../licit.policy.json');
    await vscode.workspace.fs.writeFile(policy, Buffer.from('{ "project": { "kind": "commercial" } }'));
    await vscode.commands.executeCommand('licit.checkWorkspace');
    const study = models(1);
    assert.equal(ours(study).length, 1);
    vscode.workspace.updateWorkspaceFolders(1, 1);
    await eventually('no findings there', () => ours(study).length === 0);
    assert.equal(ours(models(0)).length, 1);
  });
});
