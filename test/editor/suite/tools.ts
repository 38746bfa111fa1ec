import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NONCOMMERCIAL_MODEL } from '../../fixtures/ids';
import { licit } from './workbench';

/** The parts of what a tool says, as text. */
async function ask(name: string, input: object, token?: vscode.CancellationToken): Promise<string[]> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''));
}

/** Tests of the tools for agents, with and without an open folder. */
export function describeTools(isOpen: boolean): void {
  describe('a tool for agents', () => {
    before(() => licit().activate());

    it('is there under its name, with a description and a schema', () => {
      for (const name of ['licit_check', 'licit_explain']) {
        const tool = vscode.lm.tools.find((one) => one.name === name);
        assert.ok(tool !== undefined, `no ${name}`);
        assert.match(tool.description, /^(?:Checks the open workspace|Says whether this project)/);
        assert.ok(tool.inputSchema !== undefined);
      }
    });

    it('explains a model, as text and as data, with alternatives', async () => {
      const [text = '', data = ''] = await ask('licit_explain', { reference: NONCOMMERCIAL_MODEL, use: 'service' });
      assert.match(text, /^Codestral 22B v0\.1 \(.*\): denied for use service/);
      assert.match(text, /Permitted instead/);
      const { verdict, uses, alternatives } = JSON.parse(data);
      assert.equal(verdict, 'denied');
      assert.equal(Object.keys(uses).length, 6);
      assert.ok(alternatives.length > 0);
    });

    it('tells a model that asks wrongly how to ask', async () => {
      assert.match((await ask('licit_explain', {})).join(), /^reference has to be/);
      assert.match(
        (await ask('licit_explain', { reference: 'x', use: 'sell' })).join(),
        /^use has to be one of assist/,
      );
    });

    // The question whether it may is answered by an editor under test itself.
    it('checks the workspace', async () => {
      const [text = '', data = '{}'] = await ask('licit_check', {});
      if (!isOpen) {
        assert.match(text, /^No folder is open/);
        return;
      }
      assert.match(text, /^Verdict: denied\. Findings that count at review or above: \d+\.\n- denied: /);
      assert.match(text, /Seen in .*: \d+ files/);
      assert.equal(JSON.parse(data).verdict, 'denied');
      assert.match((await ask('licit_check', { folder: 'nowhere' })).join(), /^No folder is called so/);
      assert.match((await ask('licit_check', { from: 'bad' })).join(), /^from has to be one of/);
    });

    it('ends when it is cancelled', async () => {
      const source = new vscode.CancellationTokenSource();
      source.cancel();
      await assert.rejects(ask('licit_explain', { reference: NONCOMMERCIAL_MODEL }, source.token));
    });
  });
}
