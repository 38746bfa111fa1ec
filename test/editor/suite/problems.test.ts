import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, inWorkspace, licit, problemRows } from './workbench';

/** What Licit says about a file of the open folder, as any extension can read it. */
function findings(path: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(inWorkspace(path)).filter((diagnostic) => diagnostic.source === 'Licit');
}

describe('the check', () => {
  before(async () => {
    await licit().activate();
    await vscode.commands.executeCommand('licit.checkWorkspace');
    await eventually('a finding in src/models.ts', () => findings('src/models.ts').length > 0);
  });

  it('finds the model that forbids commercial use, where it stands', () => {
    const file = 'src/models.ts';
    const denied = findings(file).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.equal(denied.length, 1, JSON.stringify(findings(file)));
    assert.match(denied[0]?.message ?? '', /Codestral/);
    assert.equal(denied[0]?.range.start.line, 3);
  });

  it('shows it in the Problems panel', async function () {
    needsPage(this);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await eventually('a row about Codestral in the Problems panel', async () =>
      (await problemRows()).some((row) => row.includes('Codestral') && row.includes('Licit')),
    );
  });
});
