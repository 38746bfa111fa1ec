import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { chatModel, writeChatModel } from '../../support/chat-model.mjs';
import { needsPage } from './bridge';
import {
  closeEditors,
  eventually,
  ghostText,
  licit,
  openWithCursor,
  personWith,
  sideBarRows,
  status,
  type,
} from './workbench';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
  };
}

const settings = () => vscode.workspace.getConfiguration('licit', { languageId: 'typescript' });

describe('the face', () => {
  before(() => licit().activate());

  afterEach(async () => {
    await settings().update('enable', undefined, vscode.ConfigurationTarget.Global, true);
    await vscode.workspace.getConfiguration('licit').update('enable', undefined, vscode.ConfigurationTarget.Global);
    await closeEditors();
  });

  it('has every command of its manifest, under one category', async () => {
    const manifest: Manifest = licit().packageJSON;
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
    assert.deepEqual([...new Set(manifest.contributes.commands.map(({ category }) => category))], ['Licit']);
  });

  it('turns completion off and on for one language, and leaves no override behind', async () => {
    await openWithCursor('toggle.ts', '|\n');
    await vscode.commands.executeCommand('licit.toggleLanguage');
    assert.equal(settings().get('enable'), false);
    assert.equal(vscode.workspace.getConfiguration('licit', { languageId: 'python' }).get('enable'), true);
    await vscode.commands.executeCommand('licit.toggleLanguage');
    assert.equal(settings().get('enable'), true);
    assert.equal(settings().inspect('enable')?.globalLanguageValue, undefined);
  });

  it('turns completion off everywhere, also for the language at hand', async () => {
    await settings().update('enable', true, vscode.ConfigurationTarget.Global, true);
    await openWithCursor('toggle.ts', '|\n');
    await vscode.commands.executeCommand('licit.toggle');
    assert.equal(settings().get('enable'), false);
    await vscode.commands.executeCommand('licit.toggle');
    assert.equal(settings().get('enable'), true);
  });

  it('says in the status bar that it is off, and asks no model', async function () {
    needsPage(this);
    await openWithCursor('off.ts', 'const a = |\n');
    await vscode.commands.executeCommand('licit.toggleLanguage');
    await eventually('the word', async () => (await status()).includes('off for typescript'));
    await type('1');
    await eventually('the reason', async () => (await status()).includes('off for typescript'));
  });

  describe('with a completion model that cannot be used', () => {
    let folder = '';

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'licit-models-'));
      await writeFile(join(folder, 'text.gguf'), 'This is no model.');
      await writeFile(join(folder, 'cut-off.gguf'), chatModel().subarray(0, 2000));
      await writeChatModel(join(folder, 'unknown.gguf'));
    });

    afterEach(() => useModel(undefined));

    after(() => rm(folder, { recursive: true, force: true }));

    const useModel = (path: string | undefined) =>
      vscode.workspace.getConfiguration('licit').update('completion.model', path, vscode.ConfigurationTarget.Global);

    for (const [name, says] of [
      ['missing.gguf', /cannot be used.*missing\.gguf/],
      ['text.gguf', /cannot be used.*text\.gguf/],
      ['cut-off.gguf', /cannot be used.*cut-off\.gguf/],
      ['unknown.gguf', /not admitted/],
    ] as const) {
      it(`says why in one line: ${name}`, async function () {
        needsPage(this);
        await useModel(join(folder, name));
        await openWithCursor(`${name}.ts`, 'const a = |\n');
        await type('1');
        const said = await eventually('the reason', async () => says.test(await status()) && status());
        assert.ok(!said.includes('\n'), said);
      });
    }
  });

  it('says which model is loaded, what runs it and what it is judged', async function () {
    needsPage(this);
    await openWithCursor('device.ts', personWith('email'));
    await type('this.email = ');
    await eventually('the device', async () =>
      /Licit: \S.* runs on (?:CPU|Vulkan|Metal|CUDA).*Its verdict here: (?:Allowed|Conditional)\./i.test(
        await status(),
      ),
    );
  });

  it('asks nothing in a log, nor in what VS Code itself writes', async function () {
    needsPage(this);
    const text = 'export class Person {\n  constructor(name, age) {\n    this.name = name;\n    |\n';
    await openWithCursor('person.log', text);
    await type('this.age = ');
    await eventually('what was typed', () => vscode.window.activeTextEditor?.document.getText().includes('age = '));
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await new Promise((done) => setTimeout(done, 2000));
    assert.equal(await ghostText(), '');
    await vscode.commands.executeCommand('licit.showLog');
    await eventually('the log', () =>
      vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'output'),
    );
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('licit.why');
    const asked = await eventually('the requests', sideBarRows);
    assert.ok(!asked.some((row) => row.includes('person.log') || row.includes('Licit')), asked.join('\n'));
  });

  it('says why nothing is suggested in a file that holds secrets', async function () {
    needsPage(this);
    await openWithCursor('.env', 'TOKEN=|\n');
    await type('abc');
    await eventually('the reason', async () => (await status()).includes('may hold secrets'));
  });
});
