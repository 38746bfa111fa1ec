import * as vscode from 'vscode';
import type { CodeReference } from '../completion/reference/codeReference';
import type { Coverage } from '../completion/reference/thirdPartyIndex';
import type { AnswerTrace, TraceRecord } from '../completion/trace';
import type { PromptPiece } from '../engine/engine';
import { type Activity, whyText } from './activity';
import { referenceLabel } from './referenceLabel';
import type { Services } from './services';

/** Long enough that the view does not flicker from key to key. */
const SETTLE_MS = 300;

/** A request, or one line about it. */
type Node =
  | { readonly record: TraceRecord }
  | { readonly label: string; readonly value: string; readonly code?: string };

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

function outcome({ why, fate, source }: TraceRecord): string {
  if (why !== undefined) return whyText(why);
  switch (fate) {
    case 'accepted':
      return vscode.l10n.t('accepted');
    case 'partly':
      return vscode.l10n.t('partly accepted');
    case 'dismissed':
      return vscode.l10n.t('shown, hidden with Esc');
    case 'ignored':
      return vscode.l10n.t('shown, not taken');
    default:
      return source === 'memory' ? vscode.l10n.t('shown from memory') : vscode.l10n.t('shown');
  }
}

function icon({ why, fate }: TraceRecord): vscode.ThemeIcon {
  if (why === undefined) return new vscode.ThemeIcon(fate === 'accepted' || fate === 'partly' ? 'check-all' : 'check');
  if (why === 'engine' || why === 'refused' || why === 'no-model') return new vscode.ThemeIcon('warning');
  return new vscode.ThemeIcon(why === 'cancelled' ? 'circle-slash' : 'dash');
}

const row = (label: string, value: string, code?: string): Node => ({
  label,
  value,
  ...(code === undefined ? {} : { code }),
});

/** A text as a tree can show it: one line, with its blanks and line ends. */
const quoted = (text: string) => JSON.stringify(text);

/** Name of a part of the prompt. */
function pieceName(role: string): string {
  switch (role) {
    case 'prefix':
      return vscode.l10n.t('before the cursor');
    case 'suffix':
      return vscode.l10n.t('behind the cursor');
    case 'repository':
      return vscode.l10n.t('repository');
    case 'file':
      return vscode.l10n.t('file');
    default:
      return role;
  }
}

function pieces(prompt: readonly PromptPiece[], tokens: readonly number[] | undefined): readonly Node[] {
  let role = '';
  return prompt.flatMap((piece, index) => {
    if ('special' in piece) {
      role = piece.special;
      return [];
    }
    const count = tokens?.[index];
    const size =
      count === undefined ? vscode.l10n.t('{0} characters', piece.text.length) : vscode.l10n.t('{0} tokens', count);
    return [row(vscode.l10n.t('Prompt: {0}', pieceName(role)), size, piece.text)];
  });
}

function answerRows(answer: AnswerTrace): readonly Node[] {
  const { timings } = answer;
  const prompt = vscode.l10n.t(
    '{0} tokens, {1} of them reused, {2}',
    timings.promptTokens,
    timings.promptTokensReused,
    milliseconds(timings.promptMs),
  );
  return [
    row(vscode.l10n.t('Model'), answer.model),
    row(vscode.l10n.t('Confidence'), answer.confidence.toFixed(2)),
    row(vscode.l10n.t('Queue'), milliseconds(timings.queueMs)),
    row(vscode.l10n.t('Prompt'), prompt),
    ...pieces(answer.prompt, answer.pieceTokens),
    row(vscode.l10n.t('First line'), milliseconds(answer.firstLineMs)),
    row(
      vscode.l10n.t('Answer'),
      vscode.l10n.t('{0} tokens, {1}', timings.generatedTokens, milliseconds(timings.generateMs)),
    ),
    row(vscode.l10n.t('The model said'), quoted(answer.raw), answer.raw),
    row(vscode.l10n.t('Changed by filters'), answer.filters.join(', ') || vscode.l10n.t('none')),
    ...(answer.reference === undefined ? [] : [referenceRow(answer.reference)]),
    ...(answer.compared === undefined
      ? []
      : [row(vscode.l10n.t('Compared with third-party code'), extent(answer.compared))]),
    row(vscode.l10n.t('What was left'), quoted(answer.text), answer.text),
  ];
}

function referenceRow(reference: CodeReference): Node {
  return row(vscode.l10n.t('Repeats third-party code'), referenceLabel(reference), reference.reason);
}

function extent({ files, state }: Coverage): string {
  switch (state) {
    case 'reading':
      return vscode.l10n.t('{0} files so far', files);
    case 'whole':
      return vscode.l10n.t('{0} files, all there are', files);
    case 'cut':
      return vscode.l10n.t('{0} files; the rest was left out, as it is too much', files);
  }
}

function rows(record: TraceRecord): readonly Node[] {
  const { answer, shown, detail, automatic, pausedMs, heldMs, totalMs } = record;
  return [
    row(vscode.l10n.t('Outcome'), outcome(record)),
    ...(detail === undefined ? [] : [row(vscode.l10n.t('Reason'), detail)]),
    row(vscode.l10n.t('Asked'), automatic ? vscode.l10n.t('while you typed') : vscode.l10n.t('by you, with a key')),
    row(vscode.l10n.t('Waited for a pause in typing'), milliseconds(pausedMs)),
    row(vscode.l10n.t('Held back before showing'), milliseconds(heldMs)),
    row(vscode.l10n.t('All in all'), milliseconds(totalMs)),
    ...(answer === undefined ? [] : answerRows(answer)),
    ...(shown === undefined ? [] : [row(vscode.l10n.t('Shown'), quoted(shown), shown)]),
  ];
}

/** The last requests, each with its outcome, reason, prompt, timings and texts. */
export class WhyView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly activity: Activity,
    private readonly services: Services,
    private readonly product: string,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.window.registerTreeDataProvider('licit.requests', this),
      activity.onChange(() => {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.changed.fire();
        }, SETTLE_MS);
      }),
    );
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.activity.requests.map((record) => ({ record }));
    return 'record' in node ? [...rows(node.record)] : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('record' in node) {
      const { record } = node;
      const item = new vscode.TreeItem(outcome(record), vscode.TreeItemCollapsibleState.Collapsed);
      item.id = String(record.id);
      item.iconPath = icon(record);
      item.description = `${record.path}:${record.line} · ${new Date(record.at).toLocaleTimeString()} · ${milliseconds(record.totalMs)}`;
      item.contextValue = 'request';
      return item;
    }
    const item = new vscode.TreeItem(`${node.label}: ${node.value}`);
    if (node.code !== undefined) {
      item.tooltip = new vscode.MarkdownString().appendCodeblock(node.code);
    }
    return item;
  }

  /** Puts a report on the clipboard: of one request, else of all. The code in it is made unreadable. */
  async copyReport(node: unknown): Promise<void> {
    const { requests } = this.activity;
    const chosen = requests.filter(({ id }) => isRequest(node) && node.record.id === id);
    const { bugReport } = await this.services.core();
    await vscode.env.clipboard.writeText(bugReport(chosen.length > 0 ? chosen : requests, this.product));
    vscode.window.setStatusBarMessage(vscode.l10n.t('The report is on the clipboard; your code is not in it.'), 5000);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function isRequest(node: unknown): node is { readonly record: TraceRecord } {
  return typeof node === 'object' && node !== null && 'record' in node;
}
