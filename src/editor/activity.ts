import * as vscode from 'vscode';
import type { TraceRecord, Why } from '../completion/trace';
import type { EngineState } from '../engine/engine';
import type { Verdict } from '../licensing/verdict';
import { verdictText } from './checkResults';

/** What Licit is doing and what it decided last, for the status bar and for "Why No Suggestion?". */
export class Activity implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly running = new Map<symbol, string>();
  private records: readonly TraceRecord[] = [];
  private engine: EngineState = { kind: 'idle' };
  private noticed: string | undefined;
  private verdict: Verdict | undefined;

  /** What is going on, newest first; empty when idle. */
  get tasks(): readonly string[] {
    const tasks = [...this.running.values()].reverse();
    if (this.engine.kind === 'loading') return [vscode.l10n.t('Loading {0}', this.engine.model), ...tasks];
    if (this.engine.kind !== 'restarting') return tasks;
    return [vscode.l10n.t('The engine is starting again ({0})', this.engine.reason), ...tasks];
  }

  /** Which model is loaded, and whether a GPU or the CPU runs it; undefined before the first use. */
  get loaded(): string | undefined {
    if (this.engine.kind !== 'ready' && this.engine.kind !== 'working') return undefined;
    return this.engine.onBattery
      ? vscode.l10n.t('{0} runs on {1}, on battery', this.engine.model, this.engine.device)
      : vscode.l10n.t('{0} runs on {1}', this.engine.model, this.engine.device);
  }

  /** What the model that completes is judged here; undefined before the first use. */
  get judged(): string | undefined {
    return this.verdict === undefined ? undefined : vscode.l10n.t('Its verdict here: {0}.', verdictText(this.verdict));
  }

  judgedAs(verdict: Verdict | undefined): void {
    if (this.verdict === verdict) return;
    this.verdict = verdict;
    this.changed.fire();
  }

  /** The machine ran on its battery when the engine was asked last. */
  get onBattery(): boolean {
    return 'onBattery' in this.engine && this.engine.onBattery;
  }

  /** Something that is not as it should be and stops nothing; undefined when all is well. */
  get notice(): string | undefined {
    return this.noticed;
  }

  notify(message: string | undefined): void {
    this.noticed = message;
    this.changed.fire();
  }

  engineIs(state: EngineState): void {
    this.engine = state;
    this.changed.fire();
  }

  /** The last requests and what came of each, newest first. */
  get requests(): readonly TraceRecord[] {
    return this.records;
  }

  /** Says what is going on until the returned function is called. */
  begin(what: string): () => void {
    const task = Symbol(what);
    this.running.set(task, what);
    this.changed.fire();
    return () => {
      if (this.running.delete(task)) this.changed.fire();
    };
  }

  /** A request was decided, or what is known of one changed. */
  decided(records: readonly TraceRecord[]): void {
    this.records = records;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** A reason in a few words. */
export function whyText(why: Why): string {
  switch (why) {
    case 'unsure':
      return vscode.l10n.t('the model is not sure enough');
    case 'empty':
      return vscode.l10n.t('the model has nothing to add here');
    case 'filtered':
      return vscode.l10n.t('what it suggests is not worth showing');
    case 'cancelled':
      return vscode.l10n.t('you typed on');
    case 'not-asked':
      return vscode.l10n.t('there is nothing to ask here');
    case 'no-fim':
      return vscode.l10n.t('the model cannot fill in the middle');
    case 'read-only':
      return vscode.l10n.t('this file cannot be written');
    case 'excluded':
      return vscode.l10n.t('you excluded this file');
    case 'too-large':
      return vscode.l10n.t('this file is larger than you set');
    case 'long-line':
      return vscode.l10n.t('this line is data, not code');
    case 'snoozed':
      return vscode.l10n.t('suggestions pause');
    case 'manual':
      return vscode.l10n.t('suggestions come when you ask for them');
    case 'several-cursors':
      return vscode.l10n.t('there are several cursors');
    case 'selection':
      return vscode.l10n.t('text is selected');
    case 'suggest-widget':
      return vscode.l10n.t('the selected entry leaves no place for a suggestion');
    case 'inside-word':
      return vscode.l10n.t('the cursor stands inside a word');
    case 'comment':
      return vscode.l10n.t('you want none in comments');
    case 'string':
      return vscode.l10n.t('you want none in strings');
    case 'indenting':
      return vscode.l10n.t('Tab indents here');
    case 'backing-off':
      return vscode.l10n.t('you hid the last one a moment ago');
    case 'off':
      return vscode.l10n.t('completion is off for this language');
    case 'secrets':
      return vscode.l10n.t('this file may hold secrets');
    case 'refused':
      return vscode.l10n.t('the model is not admitted');
    case 'no-model':
      return vscode.l10n.t('the model file cannot be used');
    case 'engine':
      return vscode.l10n.t('the engine failed');
  }
}
