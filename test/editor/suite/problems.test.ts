import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import { eventually, licit, problemRows } from './workbench';

describe('the Problems panel', () => {
  it('shows a model that forbids commercial use after the check', async function () {
    needsPage(this);
    await licit().activate();
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    // Only rows in view are there, and other extensions may have any number of problems with the same files.
    await onPage((page) => page.locator('.panel .viewpane-filter input').fill('Codestral'));
    await eventually('a row about Codestral', async () =>
      (await problemRows()).some((row) => row.includes('Codestral') && row.includes('Licit')),
    );
  });
});
