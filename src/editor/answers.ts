import { basename } from 'node:path';
import * as vscode from 'vscode';
import { parseCommand } from '../chat/commands';
import type { Answer } from '../chat/conversation';
import type { AdmittedModel } from '../gate/admitted';
import { compareVerdicts, type Use } from '../licensing/verdict';
import type { Attachment, ChatAction, ChatTurn } from '../webview/chat/protocol';
import type { Activity } from './activity';
import type { Answerer, ModelNote } from './chatView';
import type { WorkspaceCheck } from './check';
import { overallVerdict, verdictText } from './checkResults';
import { escapeMarkdown } from './escapeMarkdown';
import { disclaimer, explanationMarkdown } from './explanationMarkdown';
import { folderOf } from './folders';
import { chooseModel, refusalTurn, verdictTurn } from './refusal';
import type { Services } from './services';
import { chatModelPath } from './settings';
import type { Verdicts } from './verdicts';

/** Findings and models that an answer lists; the tree and the terminal have them all. */
const LISTED = 25;

/** Answers questions: `/explain`, `/check` and `/models` from verdicts, all others from the admitted chat model. */
export class Answers implements Answerer {
  constructor(
    private readonly services: Services,
    private readonly verdicts: Verdicts,
    private readonly check: WorkspaceCheck,
    private readonly activity: Activity,
  ) {}

  note(): ModelNote {
    const path = chatModelPath();
    if (path === undefined) {
      return {
        name: null,
        text: vscode.l10n.t(
          'No chat model yet: the built-in model completes code and cannot chat. Commands work without one.',
        ),
        actions: [chooseModel()],
      };
    }
    const name = basename(path);
    return { name, text: vscode.l10n.t('Chat model: {0}', name), actions: [] };
  }

  async answer(
    turns: readonly ChatTurn[],
    attachment: Attachment | undefined,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<ChatTurn> {
    const path = chatModelPath();
    let model: AdmittedModel | null = null;
    if (parseCommand(turns.at(-1)?.text ?? '') === null && path !== undefined) {
      const admission = await this.services.admit(path, folderOf(), signal);
      if (!admission.ok) return refusalTurn(path, admission);
      model = admission.model;
    }
    const { answer } = await this.services.core();
    const sources = {
      engine: await this.services.engine(),
      model,
      explain: (reference: string, stop: AbortSignal, use?: Use) => this.explain(reference, stop, use),
      check: (stop: AbortSignal) => this.checkWorkspace(stop),
      models: () => this.models(),
    };
    const done = model === null ? undefined : this.activity.begin(vscode.l10n.t('{0} is answering', model.name));
    try {
      return turnOf(await answer(turns, attachment === undefined ? [] : [attachment], sources, signal, onText));
    } finally {
      done?.();
    }
  }

  private async explain(reference: string, signal: AbortSignal, use: Use | undefined): Promise<string> {
    const explained = await this.verdicts.explain(reference, folderOf(), signal, use);
    return explained.ok ? explanationMarkdown(explained.explanation) : escapeMarkdown(explained.message);
  }

  private async checkWorkspace(signal: AbortSignal): Promise<string> {
    const reports = await this.check.run({ signal });
    if (reports === undefined) return vscode.l10n.t('The check did not come to its end.');
    const counting = reports.flatMap(({ report }) => report.findings).filter(({ counts }) => counts);
    const serious = counting.filter(({ verdict }) => compareVerdicts(verdict, 'review') >= 0);
    const lines = serious.slice(0, LISTED).map(({ verdict, file, range, message }) => {
      const place = range === null ? file : `${file}:${range.startLine}`;
      return `- ${verdictText(verdict)}: ${escapeMarkdown(`${place}: ${message}`)}`;
    });
    const summary = vscode.l10n.t(
      '**{0}**. Findings that count: {1}, of them to look at: {2}.',
      verdictText(overallVerdict(reports)),
      counting.length,
      serious.length,
    );
    return paragraphs([summary, ...more(lines, serious.length), `*${disclaimer()}*`]);
  }

  private async models(): Promise<string> {
    const listed = await this.verdicts.models(folderOf());
    if (!listed.ok) return escapeMarkdown(listed.message);
    const sorted = listed.models.toSorted(
      (a, b) => b.installed.length - a.installed.length || compareVerdicts(a.verdict, b.verdict),
    );
    const lines = sorted.slice(0, LISTED).map(({ id, verdict, installed }) => {
      const here = installed.length === 0 ? '' : ` (${vscode.l10n.t('on this machine')})`;
      return `- ${verdictText(verdict)}: ${escapeMarkdown(id)}${here}`;
    });
    const head = vscode.l10n.t('Models that complete or chat, judged as a tool of this project’s developers:');
    return paragraphs([head, ...more(lines, sorted.length), `*${disclaimer()}*`]);
  }
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

function more(lines: readonly string[], all: number): string[] {
  const rest = all - lines.length;
  return [lines.join('\n'), rest > 0 ? vscode.l10n.t('and {0} more', rest) : ''];
}

/** An answer as the panel shows it. */
function turnOf(answer: Answer): ChatTurn {
  if (answer.by === 'verdict') {
    switch (answer.kind) {
      case 'no-model':
        return verdictTurn(
          vscode.l10n.t(
            'There is no chat model yet. Choose a GGUF file on this machine: it is judged before it is loaded.',
          ),
          [chooseModel()],
        );
      case 'unknown':
        return verdictTurn(vscode.l10n.t('There is no such command. There are /explain MODEL, /check and /models.'));
      case 'check':
        return verdictTurn(answer.text, [{ kind: 'show-findings', label: vscode.l10n.t('Show all findings') }]);
      default:
        return verdictTurn(answer.text);
    }
  }
  const turn: ChatTurn = { role: 'assistant', by: 'model', text: answer.text };
  switch (answer.stop) {
    case 'end':
      return turn;
    case 'cancelled':
      return { ...turn, note: vscode.l10n.t('Stopped.') };
    case 'length':
      return { ...turn, note: vscode.l10n.t('The answer reached its longest length.') };
    case 'failed':
      return failedTurn(turn, answer.failure?.message ?? '');
  }
}

function failedTurn(turn: ChatTurn, message: string): ChatTurn {
  const actions: ChatAction[] = [chooseModel()];
  return { ...turn, note: message, actions };
}
