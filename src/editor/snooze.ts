import * as vscode from 'vscode';

/** Minutes that can be chosen. */
const MINUTES = [5, 15, 60];

/** Suggestions that pause until a time, in this window. */
export class Snooze implements vscode.Disposable {
  private until = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;

  get on(): boolean {
    return Date.now() < this.until;
  }

  /** Asks for how long, or ends the pause that runs. */
  async choose(): Promise<void> {
    if (this.on) return this.set(0);
    const items = MINUTES.map((minutes) => ({ label: vscode.l10n.t('{0} minutes', minutes), minutes }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Pause suggestions'),
      placeHolder: vscode.l10n.t('For how long? The same command ends the pause.'),
    });
    if (chosen !== undefined) this.set(chosen.minutes);
  }

  /** Pauses for so many minutes; none ends the pause. */
  set(minutes: number): void {
    clearTimeout(this.timer);
    this.until = Date.now() + minutes * 60_000;
    if (minutes > 0) this.timer = setTimeout(() => this.changed.fire(), minutes * 60_000 + 1);
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }
}
