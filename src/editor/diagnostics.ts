import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { compareVerdicts } from '../licensing/verdict';
import { type CheckResults, findingRange } from './checkResults';
import { type ProblemRow, problemRows } from './problemRows';
import { rulePage } from './rulePage';

/** Notes stay in the tree and the reports; Problems holds what a person has to look at. */
export function isProblem(finding: Finding): boolean {
  return finding.counts && compareVerdicts(finding.verdict, 'review') >= 0;
}

function diagnostic({ finding, others }: ProblemRow, extension: vscode.Uri): vscode.Diagnostic {
  const severity = finding.verdict === 'denied' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const message =
    others === 0
      ? finding.message
      : vscode.l10n.t('{0} The same holds for other packages of this file: {1}.', finding.message, others);
  const result = new vscode.Diagnostic(findingRange(finding), message, severity);
  result.source = 'Licit';
  result.code = { value: finding.rule, target: rulePage(extension, finding.rule) };
  return result;
}

/** What Problems shows of a file, in few words: the same words are not sent to the editor again. */
function digest(rows: readonly ProblemRow[]): string {
  return rows
    .map(({ finding: { rule, verdict, range, message }, others }) =>
      [rule, verdict, JSON.stringify(range), others, message].join(' '),
    )
    .join('\n');
}

/** Keeps the Problems panel equal to what the last check saw. */
export function createDiagnostics(results: CheckResults, extension: vscode.Uri): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('licit');
  let shown = new Map<string, string>();
  const update = () => {
    const now = new Map<string, string>();
    for (const [uri, findings] of results.files) {
      const rows = problemRows(findings.map(({ finding }) => finding).filter(isProblem));
      if (rows.length === 0) continue;
      const words = digest(rows);
      now.set(uri, words);
      if (shown.get(uri) === words) continue;
      const diagnostics = rows.map((row) => diagnostic(row, extension));
      collection.set(vscode.Uri.parse(uri), diagnostics);
    }
    for (const uri of shown.keys()) if (!now.has(uri)) collection.delete(vscode.Uri.parse(uri));
    shown = now;
  };
  return vscode.Disposable.from(collection, results.onChange(update));
}
