import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { compareVerdicts } from '../licensing/verdict';
import { type CheckResults, findingRange, findingUri } from './checkResults';

/** The page that explains a rule. */
function rulePage(extension: vscode.Uri, rule: string): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'docs', 'rules', `${rule}.md`);
}

/** Notes stay in the tree and the reports; Problems holds what a person has to look at. */
function isProblem(finding: Finding): boolean {
  return finding.counts && compareVerdicts(finding.verdict, 'review') >= 0;
}

function diagnostic(finding: Finding, extension: vscode.Uri): vscode.Diagnostic {
  const severity = finding.verdict === 'denied' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const result = new vscode.Diagnostic(findingRange(finding), finding.message, severity);
  result.source = 'Licit';
  result.code = { value: finding.rule, target: rulePage(extension, finding.rule) };
  return result;
}

/** Keeps the Problems panel equal to what the last check saw. */
export function createDiagnostics(results: CheckResults, extension: vscode.Uri): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('licit');
  const update = () => {
    collection.clear();
    const byFile = new Map<string, { uri: vscode.Uri; diagnostics: vscode.Diagnostic[] }>();
    for (const { folder, report } of results.all ?? []) {
      for (const finding of report.findings.filter(isProblem)) {
        const uri = findingUri(folder, finding);
        const entry = byFile.get(uri.toString()) ?? { uri, diagnostics: [] };
        entry.diagnostics.push(diagnostic(finding, extension));
        byFile.set(uri.toString(), entry);
      }
    }
    for (const { uri, diagnostics } of byFile.values()) collection.set(uri, diagnostics);
  };
  return vscode.Disposable.from(collection, results.onChange(update));
}
