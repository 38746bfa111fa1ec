import * as assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually, licit } from './workbench';

/** A file that a test wrote. */
async function openText(name: string, text: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

describe('the policy', () => {
  const made: vscode.Uri[] = [];

  before(() => licit().activate());

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { fsPath } of made.splice(0)) await rm(fsPath, { force: true });
  });

  it('is made where there is none, opened, and completed by its schema', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'licit.policy.json');
    const there = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!there) made.push(uri);
    await vscode.commands.executeCommand('licit.editPolicy');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), uri.toString());
    const place = document.positionAt(document.getText().indexOf('{') + 1);
    await eventually('properties of the schema', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        place,
      );
      return list.items.some(
        ({ label }) => (typeof label === 'string' ? label : label.label) === 'requireDisclosedData',
      );
    });
  });

  it('has a schema for registry files, too', async () => {
    const document = await openText('acme.model-registry.json', '{ "version": "one" }\n');
    made.push(document.uri);
    await eventually('what is wrong with it', async () => vscode.languages.getDiagnostics(document.uri).length > 0);
  });
});
