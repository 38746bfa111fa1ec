import * as vscode from 'vscode';
import type { NoCompletionReason } from '../completion/completion';
import type { EngineState } from '../engine/engine';

/** Why no completion is shown: what the completion itself says, and what the editor decides before it asks. */
export type Why = NoCompletionReason | 'off' | 'secrets' | 'refused' | 'no-model' | 'engine';

/** What became of one request for a completion. Holds no code. */
export interface Decision {
  readonly at: Date;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly languageId: string;
  /** Absent when a completion was offered. */
  readonly why?: Why;
  /** One line, e.g. the confidence or what the gate said. */
  readonly detail?: string;
  readonly milliseconds: number;
}

const KEPT = 20;

/** What Licit is doing and what it decided last, for the status bar and for "Why No Suggestion?". */
export class Activity implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly running = new Map<symbol, string>();
  private readonly kept: Decision[] = [];
  private engine: EngineState = { kind: 'idle' };

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
    return vscode.l10n.t('{0} runs on {1}', this.engine.model, this.engine.device);
  }

  engineIs(state: EngineState): void {
    this.engine = state;
    this.changed.fire();
  }

  /** The last decisions, newest first. */
  get decisions(): readonly Decision[] {
    return this.kept;
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

  decided(decision: Decision): void {
    // One word typed fast is a dozen requests that were given up; only the last of them says anything.
    if (decision.why === 'cancelled' && this.kept[0]?.why === 'cancelled') this.kept.shift();
    this.kept.unshift(decision);
    this.kept.length = Math.min(this.kept.length, KEPT);
    this.changed.fire();
  }

  /** Forgets the decisions. */
  forget(): void {
    this.kept.length = 0;
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
      return vscode.l10n.t('what it suggests stands there already');
    case 'cancelled':
      return vscode.l10n.t('you typed on');
    case 'not-asked':
      return vscode.l10n.t('there is nothing to ask here');
    case 'no-fim':
      return vscode.l10n.t('the model cannot fill in the middle');
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
