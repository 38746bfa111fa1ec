import * as vscode from 'vscode';
import { type Activity, whyText } from './activity';
import { completionEnabled } from './settings';

interface Choice extends vscode.QuickPickItem {
  readonly command: string;
}

/** The menu behind the status bar item. */
export async function showStatusMenu(activity: Activity): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const last = activity.decisions[0];
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

/** The last decisions, newest first, each with its reason. */
export async function showWhy(activity: Activity): Promise<void> {
  const items = activity.decisions.map((decision) => ({
    label: decision.why === undefined ? vscode.l10n.t('a suggestion was offered') : whyText(decision.why),
    description: `${decision.path}:${decision.line}`,
    detail: [decision.detail, decision.at.toLocaleTimeString(), `${Math.round(decision.milliseconds)} ms`]
      .filter((part) => part !== undefined)
      .join(' · '),
  }));
  await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What Licit decided, newest first'),
    placeHolder:
      items.length === 0
        ? vscode.l10n.t('Nothing was asked for yet: type in a file.')
        : vscode.l10n.t('The last {0} requests', items.length),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}
