import * as vscode from 'vscode';
import { type Activity, whyText } from './activity';
import { completionEnabled } from './settings';
import type { Snooze } from './snooze';

interface Choice extends vscode.QuickPickItem {
  readonly command: string;
}

/** The menu behind the status bar item. */
export async function showStatusMenu(activity: Activity, snooze: Snooze): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const last = activity.requests[0];
  const choices: Choice[] = [];
  if (document !== undefined) {
    choices.push({
      label: completionEnabled(document)
        ? vscode.l10n.t('Turn completion off for {0}', document.languageId)
        : vscode.l10n.t('Turn completion on for {0}', document.languageId),
      command: 'licit.toggleLanguage',
    });
  }
  choices.push(
    {
      label: completionEnabled(undefined)
        ? vscode.l10n.t('Turn completion off everywhere')
        : vscode.l10n.t('Turn completion on everywhere'),
      command: 'licit.toggle',
    },
    {
      label: vscode.l10n.t('Why no suggestion?'),
      ...(last?.why === undefined ? {} : { description: whyText(last.why) }),
      command: 'licit.why',
    },
    {
      label: snooze.on ? vscode.l10n.t('End the pause') : vscode.l10n.t('Pause suggestions…'),
      command: 'licit.snooze',
    },
    { label: vscode.l10n.t('Check this workspace'), command: 'licit.checkWorkspace' },
    { label: vscode.l10n.t('Choose chat model…'), command: 'licit.chooseChatModel' },
    { label: vscode.l10n.t('Show log'), command: 'licit.showLog' },
  );
  const chosen = await vscode.window.showQuickPick(choices, {
    title: 'Licit',
    placeHolder: activity.tasks[0] ?? activity.loaded ?? vscode.l10n.t('What do you want to do?'),
  });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
