import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { AdmitResult } from '../gate/gate';
import type { ChatAction, ChatTurn } from '../webview/chat/protocol';
import { escapeMarkdown } from './escapeMarkdown';
import { explanationMarkdown } from './explanationMarkdown';
import { folderOf } from './folders';

export function chooseModel(): ChatAction {
  return { kind: 'choose-model', label: vscode.l10n.t('Choose a chat model…') };
}

/** An answer of Licit itself, not of a model. */
export function verdictTurn(text: string, actions: readonly ChatAction[] = []): ChatTurn {
  return { role: 'assistant', by: 'verdict', text, ...(actions.length === 0 ? {} : { actions }) };
}

/** Why the gate did not let a model file in, and what can be done about it. */
export function refusalTurn(path: string, result: Extract<AdmitResult, { readonly ok: false }>): ChatTurn {
  if (result.kind === 'cancelled') return verdictTurn(vscode.l10n.t('Stopped.'));
  if (result.kind === 'unusable') return verdictTurn(escapeMarkdown(result.message), [chooseModel()]);
  const head = vscode.l10n.t('This model was not loaded: {0}', escapeMarkdown(basename(path)));
  const { advice, actions } = remedy(path, result);
  return verdictTurn([head, explanationMarkdown(result.explanation), advice].join('\n\n'), [...actions, chooseModel()]);
}

function remedy(
  path: string,
  { explanation, acceptable }: Extract<AdmitResult, { readonly kind: 'refused' }>,
): { readonly advice: string; readonly actions: readonly ChatAction[] } {
  if (explanation.verdict === 'denied') {
    const advice = vscode.l10n.t(
      'A denied model is let in only under a separate licence, by an exception in licit.policy.json that names the agreement.',
    );
    return { advice, actions: [] };
  }
  if (folderOf() === undefined) {
    const advice = vscode.l10n.t(
      'You can accept the risk in licit.policy.json. That file stands in a folder, so open one first.',
    );
    return { advice, actions: [{ kind: 'open-folder', label: vscode.l10n.t('Open Folder…') }] };
  }
  if (acceptable === null) {
    const advice = vscode.l10n.t('You can accept the risk in licit.policy.json once you trust this workspace.');
    return { advice, actions: [] };
  }
  const advice = vscode.l10n.t(
    'You can accept the risk for this very file, with a reason and an end, in licit.policy.json.',
  );
  return { advice, actions: [{ kind: 'accept-risk', label: vscode.l10n.t('Accept the risk…'), model: path }] };
}
