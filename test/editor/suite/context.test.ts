import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { randomModel } from '../../support/randomModels';
import { needsPage } from './bridge';
import { closeEditors, eventually, inWorkspace, licit, openWithCursor, type } from './workbench';

/** What a model of the user's that sees enough is told beside the file; what it says is nonsense. */
describe('a model with room for context', () => {
  const policy = () => inWorkspace('licit.policy.json');
  const configuration = () => vscode.workspace.getConfiguration('licit');
  let folder = '';
  let asked = 0;
  let definitions: vscode.Disposable | undefined;

  before(async function () {
    needsPage(this);
    await licit().activate();
    folder = await mkdtemp(join(tmpdir(), 'licit-models-'));
    const model = randomModel('llama', 0, 4096);
    await writeFile(join(folder, 'random.gguf'), model);
    const exception = {
      kind: 'accepted-risk',
      sha256: createHash('sha256').update(model).digest('hex'),
      reason: 'Made for this test',
      by: 'The test',
      date: '2026-01-01',
      expires: '2099-12-31',
    };
    await vscode.workspace.fs.writeFile(policy(), Buffer.from(JSON.stringify({ exceptions: [exception] })));
    await vscode.workspace.fs.writeFile(
      inWorkspace('src/orders.ts'),
      Buffer.from('export function loadOrder(id: string) {\n  return { id, items: [] };\n}\n'),
    );
    await configuration().update('completion.model', join(folder, 'random.gguf'), vscode.ConfigurationTarget.Global);
    await configuration().update('completion.minConfidence', 0, vscode.ConfigurationTarget.Global);
    definitions = vscode.languages.registerDefinitionProvider('typescript', {
      provideDefinition: () => {
        asked++;
        return new vscode.Location(inWorkspace('src/orders.ts'), new vscode.Position(0, 16));
      },
    });
  });

  after(async () => {
    definitions?.dispose();
    await configuration().update('completion.model', undefined, vscode.ConfigurationTarget.Global);
    await configuration().update('completion.minConfidence', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
    if (folder === '') return;
    await rm(folder, { recursive: true, force: true });
    await vscode.workspace.fs.delete(policy());
    await vscode.workspace.fs.delete(inWorkspace('src/orders.ts'));
  });

  it('is told what is declared elsewhere, before the code itself', async () => {
    await openWithCursor('src/bill.ts', "const order = loadOrder('one');\nconst items = |;\n");
    await type('order.');
    // The context has no token of its own in this model: it stands in front of the code, as comments. Until the model has
    // answered, the report is about an earlier request.
    const told = await eventually('a prompt with context', async () => {
      await vscode.commands.executeCommand('licit.copyReport');
      const prompt = /^- prompt: (.*)$/m.exec(await vscode.env.clipboard.readText())?.[1] ?? '';
      const parts = prompt.split(', ').filter((part) => part.startsWith('prefix: '));
      return parts.length === 2 && parts;
    });
    assert.ok(asked > 0, 'no language server was asked');
    assert.ok(Number(/\d+/.exec(told[0] ?? '')?.[0]) > 20, told.join(', '));
  });
});
