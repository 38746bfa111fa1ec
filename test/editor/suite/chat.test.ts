import * as assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ANSWER, writeChatModel } from '../../support/chat-model.mjs';
import { needsPage } from './bridge';
import { answerQuickInput, ask, clickInPanel, draft, focused, lastAnswer, panelTexts } from './panel';
import { closeEditors, eventually, inWorkspace, licit, openWithCursor, press, type } from './workbench';

const configuration = () => vscode.workspace.getConfiguration('licit');
const policy = () => inWorkspace('licit.policy.json');

describe('the chat', () => {
  let folder = '';
  let model = '';

  before(async function () {
    needsPage(this);
    await licit().activate();
    folder = await mkdtemp(join(tmpdir(), 'licit-chat-'));
    model = join(folder, 'small-chat.gguf');
    await writeChatModel(model);
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#ask')).length > 0);
    await vscode.commands.executeCommand('licit.newChat');
    await eventually('an empty conversation', async () => (await panelTexts('.turn')).length === 0);
  });

  after(async () => {
    await configuration().update('chat.model', undefined, vscode.ConfigurationTarget.Global);
    await vscode.workspace.fs.delete(policy()).then(undefined, () => undefined);
    await closeEditors();
    await rm(folder, { recursive: true, force: true });
  });

  it('says that there is no chat model, and offers to choose one', async () => {
    assert.match((await panelTexts('#model')).join(''), /cannot chat/);
    await ask('Hello?');
    const answer = await eventually('an answer', lastAnswer);
    assert.match(answer, /no chat model/);
    assert.match(answer, /Choose a chat model/);
  });

  it('answers /explain without one, with a reason and its source', async () => {
    await ask('/explain mistralai/Codestral-22B-v0.1');
    const answer = await eventually('a verdict', async () => {
      const text = await lastAnswer();
      return text.includes('not legal advice') && text;
    });
    assert.match(answer, /^Licit\s+Denied/);
    assert.match(answer, /Why/);
    assert.match(answer, /source; read on \d{4}-\d{2}-\d{2}/);
  });

  it('lists models with their verdicts', async () => {
    await ask('/models');
    await eventually('the built-in model', async () => /Allowed: licit\/licit-mini-ts/.test(await lastAnswer()));
  });

  it('does not take the built-in model, which cannot chat', async () => {
    void vscode.commands.executeCommand('licit.chooseChatModel');
    await answerQuickInput('Choose a chat model', join(licit().extensionPath, 'builtin/licit-mini-ts.gguf'));
    await eventually('the reason', async () => /licit-mini-ts\.gguf has no chat template/.test(await lastAnswer()));
    assert.equal(configuration().get('chat.model'), '');
  });

  it('refuses a file that nobody knows, writes the exception that the person gives reasons for, and lets it in', async () => {
    void vscode.commands.executeCommand('licit.chooseChatModel');
    await answerQuickInput('Choose a chat model', model);
    const refusal = await eventually('a refusal', async () => {
      const text = await lastAnswer();
      return text.includes('was not loaded') && text;
    });
    assert.match(refusal, /Review/);
    assert.equal(configuration().get('chat.model'), '');

    await clickInPanel('Accept the risk…');
    await answerQuickInput('Accept the risk', 'We made it ourselves');
    await answerQuickInput('Who decides', 'The test');
    await answerQuickInput('Until when', '2099-12-31');
    await eventually('its admission', async () => /is admitted \(Conditional\)/.test(await lastAnswer()));
    const [exception] = JSON.parse(await readFile(policy().fsPath, 'utf8')).exceptions;
    assert.deepEqual(
      { ...exception, sha256: exception.sha256.length, date: exception.date.length },
      {
        kind: 'accepted-risk',
        sha256: 64,
        reason: 'We made it ourselves',
        by: 'The test',
        date: 10,
        expires: '2099-12-31',
      },
    );
    assert.equal(configuration().get('chat.model'), model);
  });

  it('streams the answer of the admitted model, and inserts its code at the cursor', async () => {
    const editor = await openWithCursor('insert.ts', 'before();\n|\nafter();\n');
    await vscode.commands.executeCommand('licit.openChat');
    await ask('Hello?');
    const end = ANSWER.slice(ANSWER.lastIndexOf('\n') + 1);
    await eventually('the whole answer', async () => (await lastAnswer()).includes(end));
    assert.match((await panelTexts('#announcement')).join(''), /sentence with a crane/);
    await clickInPanel('Insert at cursor');
    await eventually('the code', () => editor.document.getText() === 'before();\nconst x = 1;\nafter();\n');
    await clickInPanel('Copy');
    await eventually('the code', async () => (await vscode.env.clipboard.readText()) === 'const x = 1;\n');
    await closeEditors();
  });

  it('stops when it is told to, and answers again', async () => {
    await ask('Hello?');
    await clickInPanel('Stop').catch(() => undefined); // it may have been faster
    await eventually('the end', async () => (await panelTexts('#send:visible')).length === 1);
    await ask('And again?');
    await eventually('two answers', async () => (await panelTexts('.turn.assistant')).length === 2);
  });

  it('attaches the selection', async () => {
    const editor = await openWithCursor('attached.ts', 'one();\n|two();\n');
    editor.selection = new vscode.Selection(1, 0, 1, 6);
    await vscode.commands.executeCommand('licit.attachSelection');
    await eventually('the place', async () => (await panelTexts('#attached-text')).join('') === 'attached.ts:2-2');
    await ask('What is this?');
    await eventually('the place in the question', async () =>
      /attached\.ts:2-2/.test((await panelTexts('.turn.user')).join('')),
    );
    await closeEditors();
  });

  it('keeps the conversation and the half-typed question while another view is shown', async () => {
    await ask('/explain gpt2');
    const answer = await eventually('an answer', lastAnswer);
    await type('And then');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the same answer', async () => (await lastAnswer()) === answer);
    await eventually('the question', async () => (await draft()) === 'And then');
  });

  it('forgets a conversation that is ended while another view is shown', async () => {
    await ask('/explain gpt2');
    await eventually('an answer', lastAnswer);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await eventually('a hidden panel', async () => (await panelTexts('#ask')).length === 0);
    await vscode.commands.executeCommand('licit.newChat');
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#model')).join('') !== '');
    assert.deepEqual(await panelTexts('.turn'), []);
  });

  it('can be used with the keyboard alone', async () => {
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the keyboard in the question', async () => (await focused()) === 'ask');
    await type('/explain gpt2');
    await press('Enter');
    await eventually('an answer', lastAnswer);
    // Past the links of the answer.
    await eventually('the conversation', async () => {
      await press('Shift+Tab');
      return (await focused()) === 'log';
    });
    await eventually('the question again', async () => {
      await press('Tab');
      return (await focused()) === 'ask';
    });
    await press('Tab');
    assert.equal(await focused(), 'attach');
    await press('Tab');
    assert.equal(await focused(), 'send');
  });
});
