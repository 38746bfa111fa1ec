import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, licit, problemRows } from './workbench';

describe('the check', () => {
  before(() => licit().activate());

  it('puts its findings into the Problems panel', async function () {
    await vscode.commands.executeCommand('licit.checkWorkspace');
    const found = await eventually('a finding', () =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })))
        .find(({ diagnostic }) => diagnostic.source === 'Licit'),
    );
    needsPage(this);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const rows = await eventually('a row in the Problems panel', async () => {
      const shown = await problemRows();
      return shown.some((row) => row.includes('Licit')) && shown;
    });
    assert.ok(
      rows.some((row) => row.includes(found.diagnostic.message.slice(0, 20))),
      `${found.diagnostic.message} is not among ${JSON.stringify(rows)}`,
    );
  });
});
