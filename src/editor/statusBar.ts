import * as vscode from 'vscode';
import type { Why } from '../completion/trace';
import { type Activity, whyText } from './activity';
import { referenceLabel } from './referenceLabel';
import { completionEnabled } from './settings';

/** Long enough that the text does not flicker from key to key. */
const SETTLE_MS = 250;

interface Face {
  readonly text: string;
  readonly tooltip: string;
}

/** Reasons that stay until somebody does something about them. */
const LASTING = new Set<Why>(['refused', 'no-model', 'no-fim', 'engine']);

function face(activity: Activity): Face {
  const editor = vscode.window.activeTextEditor;
  const task = activity.tasks[0];
  if (task !== undefined) return { text: '$(loading~spin) Licit', tooltip: task };
  if (!completionEnabled(editor?.document)) {
    const everywhere = !completionEnabled(undefined);
    return {
      text: vscode.l10n.t('{0} Licit: off', '$(circle-slash)'),
      tooltip: everywhere
        ? vscode.l10n.t('Completion is off.')
        : vscode.l10n.t('Completion is off for {0}.', editor?.document.languageId ?? ''),
    };
  }
  const last = activity.requests[0];
  const reference = last?.answer?.reference;
  if (last?.why === undefined && reference !== undefined) {
    return {
      text: `$(references) Licit: ${reference.package}`,
      tooltip: vscode.l10n.t('What is suggested repeats third-party code: {0}.', referenceLabel(reference)),
    };
  }
  if (last?.why === undefined || last.why === 'cancelled') {
    return { text: '$(law) Licit', tooltip: modelOf(activity) ?? vscode.l10n.t('Licit is ready.') };
  }
  const why = last.detail === undefined ? whyText(last.why) : `${whyText(last.why)} (${last.detail})`;
  return {
    text: `${LASTING.has(last.why) ? '$(warning)' : '$(law)'} Licit: ${shortWhy(last.why)}`,
    tooltip: [vscode.l10n.t('Nothing is suggested: {0}.', why), modelOf(activity)].filter(Boolean).join(' '),
  };
}

/** Which model completes, where it runs and what it is judged; undefined before the first use. */
function modelOf({ loaded, judged }: Activity): string | undefined {
  if (loaded === undefined) return undefined;
  return judged === undefined ? loaded : `${loaded}. ${judged}`;
}

function shortWhy(why: Why): string {
  switch (why) {
    case 'unsure':
      return vscode.l10n.t('not sure');
    case 'refused':
      return vscode.l10n.t('not admitted');
    case 'no-model':
      return vscode.l10n.t('no model');
    case 'no-fim':
      return vscode.l10n.t('cannot complete');
    case 'engine':
      return vscode.l10n.t('engine failed');
    case 'secrets':
      return vscode.l10n.t('secrets file');
    case 'snoozed':
    case 'backing-off':
      return vscode.l10n.t('paused');
    case 'manual':
      return vscode.l10n.t('on demand');
    case 'read-only':
    case 'excluded':
    case 'too-large':
    case 'comment':
    case 'string':
      return vscode.l10n.t('not here');
    default:
      return vscode.l10n.t('nothing to add');
  }
}

/** The item that says what is happening and why nothing is; a click opens the status menu. */
export function createStatusBar(activity: Activity): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('licit.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Licit';
  item.command = 'licit.menu';
  let timer: NodeJS.Timeout | undefined;
  const update = () => {
    timer = undefined;
    const { text, tooltip: said } = face(activity);
    const tooltip = [said, activity.notice].filter(Boolean).join(' ');
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `Licit: ${tooltip}`, role: 'button' };
  };
  const soon = () => {
    timer ??= setTimeout(update, SETTLE_MS);
  };
  update();
  item.show();
  return vscode.Disposable.from(
    item,
    activity.onChange(soon),
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('licit') && soon()),
    { dispose: () => clearTimeout(timer) },
  );
}
