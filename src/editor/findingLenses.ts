import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import { verdictText } from './checkResults';
import type { FindingPlaces } from './findingPlaces';
import { codeLens } from './settings';

const ICONS: Readonly<Record<Finding['verdict'], string>> = {
  denied: '$(error)',
  review: '$(warning)',
  conditional: '$(info)',
  allowed: '$(pass)',
};

/** The verdict above each line that names a model or a data set; a click explains it. */
export class FindingLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly places: FindingPlaces) {
    this.subscription = vscode.Disposable.from(
      this.changed,
      places.onChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('licit.check.codeLens')) this.changed.fire();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!codeLens(document)) return [];
    const lenses = new Map<string, vscode.CodeLens>();
    for (const { finding, range } of this.places.of(document)) {
      if (!finding.counts || finding.kind === 'package' || finding.kind === 'license') continue;
      const name = finding.resolved ?? finding.reference;
      // `$(name)` would be drawn as an icon.
      const shown = name.replaceAll('$(', '$ (');
      const title = vscode.l10n.t('{0} {1}: {2}', ICONS[finding.verdict], verdictText(finding.verdict), shown);
      // The same thing twice in one line is said once.
      lenses.set(
        `${range.start.line} ${title}`,
        new vscode.CodeLens(range, {
          title,
          tooltip: finding.message,
          command: 'licit.explain',
          arguments: [name, finding.use],
        }),
      );
    }
    return [...lenses.values()];
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
