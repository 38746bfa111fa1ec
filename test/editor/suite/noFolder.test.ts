import * as assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeChatModel } from '../../support/chat-model.mjs';
import { needsPage } from './bridge';
import { answerQuickInput, ask, lastAnswer, panelTexts } from './panel';
import { eventually, ghostText, licit, notifications, openUntitled, personWith, type } from './workbench';

describe('without a folder', () => {
  before(async function () {
    needsPage(this);
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    await licit().activate();
  });

  it('there is ghost text', async () => {
    await openUntitled(personWith('email'));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
  });

  it('the check says that it needs one', async () => {
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await eventually('the message', async () => (await notifications()).some((text) => /Open one first/.test(text)));
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('/explain answers', async () => {
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#ask')).length > 0);
    await ask('/explain mistralai/Codestral-22B-v0.1');
    await eventually('a verdict', async () => /Denied/.test(await lastAnswer()));
  });

  it('the refusal of a model says that its exception needs one, and offers to open one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'licit-no-folder-'));
    try {
      const model = join(folder, 'unknown.gguf');
      await writeChatModel(model);
      void vscode.commands.executeCommand('licit.chooseChatModel');
      await answerQuickInput('Choose a chat model', model);
      const refusal = await eventually('the refusal', async () => {
        const text = await lastAnswer();
        return text.includes('was not loaded') && text;
      });
      assert.match(refusal, /That file stands in a folder, so open one first/);
      assert.match(refusal, /Open Folder…/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
