import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { compareVerdicts } from '../licensing/verdict';
import { type CheckResults, findingRange } from './checkResults';
import { rulePage } from './rulePage';

/** Notes stay in the tree and the reports; Problems holds what a person has to look at. */
export function isProblem(finding: Finding): boolean {
  return finding.counts && compareVerdicts(finding.verdict, 'review') >= 0;
}

function diagnostic(finding: Finding, extension: vscode.Uri): vscode.Diagnostic {
  const severity = finding.verdict === 'denied' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const result = new vscode.Diagnostic(findingRange(finding), finding.message, severity);
  result.source = 'Licit';
  result.code = { value: finding.rule, target: rulePage(extension, finding.rule) };
  return result;
}

/** What Problems shows of a file, in few words: the same words are not sent to the editor again. */
function digest(problems: readonly Finding[]): string {
  return problems
    .map(({ rule, verdict, range, message }) => [rule, verdict, JSON.stringify(range), message].join(' '))
    .join('\n');
}

/** Keeps the Problems panel equal to what the last check saw. */
export function createDiagnostics(results: CheckResults, extension: vscode.Uri): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('licit');
  let shown = new Map<string, string>();
  const update = () => {
    const now = new Map<string, string>();
    for (const [uri, findings] of results.files) {
      const problems = findings.map(({ finding }) => finding).filter(isProblem);
      if (problems.length === 0) continue;
      const words = digest(problems);
      now.set(uri, words);
      if (shown.get(uri) === words) continue;
      const diagnostics = problems.map((finding) => diagnostic(finding, extension));
      collection.set(vscode.Uri.parse(uri), diagnostics);
    }
    for (const uri of shown.keys()) if (!now.has(uri)) collection.delete(vscode.Uri.parse(uri));
    shown = now;
  };
  return vscode.Disposable.from(collection, results.onChange(update));
}
