import * as vscode from 'vscode';
import type { CodeReference } from '../completion/reference/codeReference';

/** Third-party code that a suggestion repeats, in one line. */
export function referenceLabel({ package: name, version, license, lines, file, line }: CodeReference): string {
  const title = version === '' ? name : `${name} ${version}`;
  const under = license ?? vscode.l10n.t('no licence found');
  return vscode.l10n.t('{0} lines of {1} ({2}), {3}', lines, title, under, `${file}:${line}`);
}
