import * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import type { Verdict } from '../licensing/verdict';
import { type CheckResults, findingRange, findingUri, overallVerdict, verdictText } from './checkResults';
import { escapeMarkdown } from './escapeMarkdown';
import { disclaimer } from './explanationMarkdown';

interface FindingNode {
  readonly folder: vscode.WorkspaceFolder;
  readonly finding: Finding;
}
interface VerdictNode {
  readonly verdict: Verdict;
  readonly findings: readonly FindingNode[];
}
/** Stands for the findings that are too many to show. */
interface MoreNode {
  readonly more: number;
}
type Node = VerdictNode | FindingNode | MoreNode;

/** Findings shown of one verdict; the reports have them all. */
const SHOWN = 1000;

const STRICTEST_FIRST: readonly Verdict[] = ['denied', 'review', 'conditional', 'allowed'];

const ICONS: Readonly<Record<Verdict, vscode.ThemeIcon>> = {
  denied: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  review: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  conditional: new vscode.ThemeIcon('info'),
  allowed: new vscode.ThemeIcon('pass'),
};

class FindingsTree implements vscode.TreeDataProvider<Node> {
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(private readonly results: CheckResults) {
    this.onDidChangeTreeData = results.onChange;
  }

  getChildren(node?: Node): Node[] {
    if (node !== undefined) return 'findings' in node ? shown(node.findings) : [];
    const all = (this.results.all ?? []).flatMap(({ folder, report }) =>
      report.findings.map((finding) => ({ folder, finding })),
    );
    return STRICTEST_FIRST.map((verdict) => ({
      verdict,
      findings: all.filter(({ finding }) => finding.verdict === verdict).sort(byWeight),
    })).filter(({ findings }) => findings.length > 0);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('more' in node) return new vscode.TreeItem(vscode.l10n.t('and {0} more, which the reports have', node.more));
    return 'findings' in node ? verdictItem(node) : findingItem(node);
  }
}

/** What counts comes first, and models before packages, of which there may be thousands; else by place. */
function byWeight({ finding: a }: FindingNode, { finding: b }: FindingNode): number {
  return Number(b.counts) - Number(a.counts) || Number(a.kind === 'package') - Number(b.kind === 'package');
}

function shown(findings: readonly FindingNode[]): Node[] {
  const more = findings.length - SHOWN;
  return more > 0 ? [...findings.slice(0, SHOWN), { more }] : [...findings];
}

function verdictItem({ verdict, findings }: VerdictNode): vscode.TreeItem {
  const open = verdict === 'denied' || verdict === 'review';
  const state = open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(verdictText(verdict), state);
  item.description = String(findings.length);
  item.iconPath = ICONS[verdict];
  return item;
}

function findingItem({ folder, finding }: FindingNode): vscode.TreeItem {
  const item = new vscode.TreeItem(finding.reference);
  const line = finding.range === null ? '' : `:${finding.range.startLine}`;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const place = `${several ? `${folder.name}/` : ''}${finding.file}${line}`;
  item.description = finding.counts ? place : vscode.l10n.t('{0}, does not count', place);
  item.tooltip = tooltip(finding);
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [findingUri(folder, finding), { selection: findingRange(finding) }],
  };
  item.accessibilityInformation = {
    label: `${verdictText(finding.verdict)}: ${finding.reference}, ${finding.message}, ${item.description}`,
  };
  return item;
}

function tooltip(finding: Finding): vscode.MarkdownString {
  const reasons = finding.reasons.map(({ text, evidence }) => {
    // The first source, so that the fact can be looked up.
    const url = evidence[0]?.url ?? '';
    const source = /^https?:/.test(url) ? ` ([${vscode.l10n.t('source')}](<${encodeURI(url)}>))` : '';
    return `- ${escapeMarkdown(text)}${source}`;
  });
  const remark = finding.counts ? '' : vscode.l10n.t('It is a note and does not count.');
  const parts = [escapeMarkdown(finding.message), reasons.join('\n'), remark];
  return new vscode.MarkdownString(parts.filter((part) => part !== '').join('\n\n'));
}

/** The view of everything that the last check saw, by verdict. */
export function createFindingsTree(results: CheckResults): vscode.Disposable {
  const view = vscode.window.createTreeView('licit.findings', { treeDataProvider: new FindingsTree(results) });
  const update = () => {
    const reports = results.all;
    const counted = reports?.flatMap(({ report }) => report.findings) ?? [];
    view.description = reports === undefined ? '' : verdictText(overallVerdict(reports));
    view.message =
      reports === undefined
        ? ''
        : [counted.length === 0 ? vscode.l10n.t('No model, data set or package was found.') : undefined, disclaimer()]
            .filter(Boolean)
            .join(' ');
    const problems = counted.filter(({ counts, level }) => counts && level !== 'note').length;
    view.badge = problems === 0 ? undefined : { value: problems, tooltip: vscode.l10n.t('{0} to look at', problems) };
  };
  return vscode.Disposable.from(view, results.onChange(update));
}
