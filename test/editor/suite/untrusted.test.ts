import * as assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeChatModel } from '../../support/chat-model.mjs';
import { needsPage } from './bridge';
import { ours } from './findings';
import { answerQuickInput, lastAnswer, panelTexts } from './panel';
import { closeEditors, eventually, ghostText, inWorkspace, licit, openWithCursor, personWith, type } from './workbench';

describe('in a folder that nobody trusts', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await licit().activate();
  });

  after(closeEditors);

  it('the policy tightens and does nothing else', async () => {
    await vscode.commands.executeCommand('licit.checkWorkspace');
    const said = ours(inWorkspace('models.py')).map(({ message }) => message);
    assert.equal(said.length, 2, said.join('\n'));
    assert.match(said.join('\n'), /Codestral-22B-v0\.1 is denied/);
    assert.match(said.join('\n'), /Qwen2\.5-Coder-1\.5B is denied.*policy/i);
  });

  it('the folder names no model', () => {
    const configuration = vscode.workspace.getConfiguration('licit');
    assert.equal(configuration.get('completion.model'), '');
    assert.equal(configuration.get('chat.model'), '');
  });

  it('the built-in model completes', async function () {
    needsPage(this);
    await openWithCursor('person.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
  });

  it('no exception is written for a model that nobody knows', async function () {
    needsPage(this);
    const folder = await mkdtemp(join(tmpdir(), 'licit-untrusted-'));
    const before = await policyText();
    try {
      const model = join(folder, 'unknown.gguf');
      await writeChatModel(model);
      await vscode.commands.executeCommand('licit.openChat');
      await eventually('the panel', async () => (await panelTexts('#ask')).length > 0);
      void vscode.commands.executeCommand('licit.chooseChatModel');
      await answerQuickInput('Choose a chat model', model);
      const refusal = await eventually('the refusal', async () => {
        const text = await lastAnswer();
        return text.includes('was not loaded') && text;
      });
      assert.match(refusal, /once you trust this workspace/);
      assert.doesNotMatch(refusal, /Accept the risk…/);
      await vscode.commands.executeCommand('licit.acceptRisk', model);
      assert.equal(await policyText(), before);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function policyText(): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(inWorkspace('licit.policy.json'))).toString();
}
