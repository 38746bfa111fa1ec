import * as vscode from 'vscode';
import { USES } from '../licensing/verdict';
import type { Activity } from './activity';
import type { ChatView } from './chatView';
import type { WorkspaceCheck } from './check';
import { registerCommand } from './command';
import { isWebAddress } from './evidence';
import type { InlineCompletions } from './inlineCompletions';
import { deleteLocalData } from './localData';
import type { ModelChoice } from './modelChoice';
import type { PolicyEdits } from './policyEdits';
import type { Records } from './records';
import type { ReportView } from './reportView';
import { openRule } from './rulePage';
import type { SavedReports } from './saveReport';
import type { Services } from './services';
import { toggleEverywhere, toggleLanguage } from './settings';
import type { Snooze } from './snooze';
import { showStatusMenu } from './statusMenu';
import type { WhyView } from './whyView';

export interface Features {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly activity: Activity;
  readonly services: Services;
  readonly check: WorkspaceCheck;
  readonly chat: ChatView;
  readonly choice: ModelChoice;
  readonly completions: InlineCompletions;
  readonly snooze: Snooze;
  readonly why: WhyView;
  readonly records: Records;
  readonly policy: PolicyEdits;
  readonly report: ReportView;
  readonly saved: SavedReports;
}

/**
 * Every command of package.json, and those that only Licit's own buttons, links and quick fixes call: `licit.acceptRisk`,
 * `licit.decide`, `licit.openRule` and `licit.openEvidence`.
 */
export function registerCommands(features: Features): vscode.Disposable[] {
  const { context, log, activity, services, check, chat, choice } = features;
  const { completions, snooze, why, records, policy, report, saved } = features;
  const document = () => vscode.window.activeTextEditor?.document;
  const commands: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    'licit.checkWorkspace': async () => {
      // Before the check: after it the person may be typing somewhere.
      if (vscode.workspace.workspaceFolders !== undefined) {
        await vscode.commands.executeCommand('licit.findings.focus');
      }
      await check.run();
    },
    'licit.showReport': () => report.show(),
    'licit.saveReport': () => saved.save(),
    'licit.explain': async (named, use) => {
      if (typeof named === 'string' && named.trim() !== '') {
        const judged = USES.find((one) => one === use);
        await chat.ask(`/explain ${oneLine(named)}${judged === undefined ? '' : ` --use ${judged}`}`);
        return;
      }
      const reference = await vscode.window.showInputBox({
        title: vscode.l10n.t('Explain a model'),
        prompt: vscode.l10n.t('A model’s name, its id on a hub, an Ollama tag or the path of a GGUF file'),
        placeHolder: 'Qwen/Qwen2.5-Coder-1.5B',
      });
      if (reference !== undefined && reference.trim() !== '') await chat.ask(`/explain ${reference.trim()}`);
    },
    'licit.openRule': (rule) => openRule(context.extensionUri, rule),
    'licit.openEvidence': (url) =>
      typeof url === 'string' && isWebAddress(url) ? vscode.env.openExternal(vscode.Uri.parse(url)) : undefined,
    'licit.editPolicy': () => policy.edit(),
    'licit.decide': (title) => policy.decide(title),
    'licit.openChat': () => chat.reveal(),
    'licit.newChat': () => chat.clear(),
    'licit.chooseChatModel': () => choice.choose(),
    'licit.acceptRisk': (path) => (typeof path === 'string' ? choice.acceptRisk(path) : undefined),
    'licit.attachSelection': () => chat.attachSelection(),
    'licit.toggleLanguage': async () => {
      const current = document();
      if (current === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a file of the language first.'));
      } else {
        await toggleLanguage(current);
      }
    },
    'licit.toggle': () => toggleEverywhere(document()),
    'licit.dismiss': () => {
      completions.dismissed();
      return vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    },
    'licit.peek': () => vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
    'licit.snooze': () => snooze.choose(),
    'licit.why': () => vscode.commands.executeCommand('licit.requests.focus'),
    'licit.showCounters': () => records.show(),
    'licit.exportLedger': () => records.exportLedger(),
    'licit.copyReport': (node) => why.copyReport(node),
    'licit.menu': () => showStatusMenu(activity, snooze),
    'licit.showLog': () => log.show(),
    'licit.deleteLocalData': async () => {
      const forget = async () => {
        await services.forget();
        chat.clear();
        check.forget();
        await completions.forget();
        await records.forget();
        activity.notify(undefined);
        log.clear();
      };
      if (await deleteLocalData(context.globalStorageUri, forget)) log.info('local data deleted');
    },
  };
  return Object.entries(commands).map(([id, run]) => registerCommand(log, id, run));
}

/** Control characters cannot be part of a question. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
