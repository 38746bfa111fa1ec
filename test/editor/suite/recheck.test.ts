import * as assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL, RESEARCH_MODEL } from '../../fixtures/ids';
import { ours } from './findings';
import { closeEditors, eventually, inWorkspace, licit } from './workbench';

const loads = (id: string) => `from transformers import AutoModel\nAutoModel.from_pretrained("${id}")\n`;

describe('after a check, the findings follow', () => {
  const source = () => inWorkspace('followed.py');
  const other = () => inWorkspace('followed-2.py');
  const policy = () => inWorkspace('licit.policy.json');
  const lines = (uri: vscode.Uri) => ours(uri).map(({ range }) => range.start.line);

  before(async () => {
    await licit().activate();
    await vscode.workspace.fs.writeFile(source(), Buffer.from(loads(NONCOMMERCIAL_MODEL)));
    await vscode.commands.executeCommand('licit.checkWorkspace');
    assert.deepEqual(lines(source()), [1]);
  });

  after(async () => {
    await closeEditors();
    for (const { fsPath } of [source(), other(), policy()]) await rm(fsPath, { force: true });
    await vscode.commands.executeCommand('licit.checkWorkspace');
  });

  it('a save', async () => {
    const editor = await vscode.window.showTextDocument(source());
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n'));
    await editor.document.save();
    await eventually('the new place', () => lines(source()).join() === '3');
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), `AutoModel.from_pretrained("${RESEARCH_MODEL}")\n`),
    );
    await editor.document.save();
    await eventually('the second model', () => lines(source()).join() === '0,4');
  });

  it('a file that this editor makes, renames and deletes', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(other(), { contents: Buffer.from(loads(RESEARCH_MODEL)) });
    await vscode.workspace.applyEdit(edit);
    await eventually('the finding in the new file', () => ours(other()).length === 1);
    const move = new vscode.WorkspaceEdit();
    move.renameFile(other(), inWorkspace('followed-3.py'));
    await vscode.workspace.applyEdit(move);
    await eventually('the finding under the new name', () => ours(inWorkspace('followed-3.py')).length === 1);
    assert.deepEqual(ours(other()), []);
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(inWorkspace('followed-3.py'));
    await vscode.workspace.applyEdit(remove);
    await eventually('no finding in no file', () => ours(inWorkspace('followed-3.py')).length === 0);
  });

  it('what others do to the files', async () => {
    await writeFile(other().fsPath, loads(RESEARCH_MODEL));
    await eventually('the finding in the new file', () => ours(other()).length === 1);
    await rename(other().fsPath, inWorkspace('followed-3.py').fsPath);
    await eventually('the finding under the new name', () => ours(inWorkspace('followed-3.py')).length === 1);
    assert.deepEqual(ours(other()), []);
    await rm(inWorkspace('followed-3.py').fsPath);
    await eventually('no finding in no file', () => ours(inWorkspace('followed-3.py')).length === 0);
  });

  it('the policy', async () => {
    const exceptions = [
      {
        kind: 'separate-licence',
        model: NONCOMMERCIAL_MODEL,
        reason: 'We have an agreement',
        by: 'Legal',
        date: '2026-01-01',
        expires: '2999-01-01',
        agreement: 'No. 7',
      },
    ];
    await writeFile(policy().fsPath, JSON.stringify({ exceptions }));
    await eventually('one finding less', () => ours(source()).length === 1);
    await rm(policy().fsPath);
    await eventually('the finding again', () => ours(source()).length === 2);
  });

  it('nothing where that is not wanted', async () => {
    const onSave = (value: boolean | undefined) =>
      vscode.workspace.getConfiguration('licit').update('check.onSave', value, vscode.ConfigurationTarget.Global);
    await onSave(false);
    try {
      await writeFile(source().fsPath, '\n');
      await new Promise((done) => setTimeout(done, 3000));
      assert.equal(ours(source()).length, 2);
    } finally {
      await onSave(undefined);
    }
  });
});
