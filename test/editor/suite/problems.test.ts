import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, licit, problemRows } from './workbench';

describe('the Problems panel', () => {
  it('shows a model that forbids commercial use after the check', async function () {
    needsPage(this);
    await licit().activate();
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await eventually('a row about Codestral', async () =>
      (await problemRows()).some((row) => row.includes('Codestral') && row.includes('Licit')),
    );
  });
});
