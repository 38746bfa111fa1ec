import * as vscode from 'vscode';
import { compareVerdicts } from '../licensing/verdict';
import { abortSignal } from './abort';
import type { WorkspaceCheck } from './check';
import { logBug } from './command';
import { folderOf } from './folders';
import { checkAnswer, explainAnswer, parseCheckQuestion, parseExplainQuestion, type ToolAnswer } from './toolAnswers';
import type { Verdicts } from './verdicts';

type Answer = ToolAnswer | string;

/** What the tools ask. */
interface Sources {
  readonly verdicts: Verdicts;
  readonly check: WorkspaceCheck;
  readonly log: vscode.LogOutputChannel;
}

/** Lets agents in the editor ask what Licit knows (`licit_check`, `licit_explain`); nothing in an editor that has no such tools. */
export function registerLanguageModelTools(sources: Sources): vscode.Disposable {
  // An editor that is built from VS Code's sources may have left them out.
  if (typeof vscode.lm?.registerTool !== 'function') return new vscode.Disposable(() => undefined);
  const { log } = sources;
  return vscode.Disposable.from(
    vscode.lm.registerTool('licit_check', {
      prepareInvocation: () => ({
        invocationMessage: vscode.l10n.t('Checking the licences of the workspace'),
        // What a workspace is made of is its owner's to tell.
        confirmationMessages: {
          title: vscode.l10n.t('Check the licences of this workspace?'),
          message: vscode.l10n.t(
            'Licit reads the files of the workspace on this machine. Names of files, and of the models, data sets and packages in them, go to the model that asked.',
          ),
        },
      }),
      invoke: ({ input }, token) => guarded(log, token, (signal) => answerCheck(sources, input, signal)),
    }),
    vscode.lm.registerTool('licit_explain', {
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Looking up the licences of a model') }),
      invoke: ({ input }, token) => guarded(log, token, (signal) => answerExplain(sources, input, signal)),
    }),
  );
}

async function answerCheck({ check }: Sources, input: unknown, signal: AbortSignal): Promise<Answer> {
  const parsed = parseCheckQuestion(input);
  if (!parsed.ok) return parsed.problem;
  const { folder, from } = parsed.question;
  const names = vscode.workspace.workspaceFolders?.map(({ name }) => name) ?? [];
  if (names.length === 0) return 'No folder is open, so there is nothing to check; licit_explain works without one.';
  if (folder !== undefined && !names.includes(folder)) return `No folder is called so; there are: ${names.join(', ')}.`;
  const reports = await check.run({ quiet: true, signal });
  if (reports === undefined) return 'The check did not come to its end; the log of Licit says why.';
  const asked = reports
    .map(({ folder: { name }, report }) => ({ folder: name, report }))
    .filter(({ folder: name }) => folder === undefined || name === folder);
  return checkAnswer(asked, from);
}

async function answerExplain({ verdicts }: Sources, input: unknown, signal: AbortSignal): Promise<Answer> {
  const parsed = parseExplainQuestion(input);
  if (!parsed.ok) return parsed.problem;
  const { reference, use } = parsed.question;
  const explained = await verdicts.explain(reference, folderOf(), signal, use);
  if (!explained.ok) return explained.message;
  const { explanation } = explained;
  const isOpen = compareVerdicts(explanation.verdict, 'review') < 0;
  return explainAnswer(explanation, isOpen ? [] : await verdicts.alternatives(explanation, folderOf()));
}

/** The one barrier of a tool: what is thrown is a bug and goes to the log; what was cancelled ends as such. */
async function guarded(
  log: vscode.LogOutputChannel,
  token: vscode.CancellationToken,
  answer: (signal: AbortSignal) => Promise<Answer>,
): Promise<vscode.LanguageModelToolResult> {
  let given: Answer;
  try {
    given = await answer(abortSignal(token));
  } catch (error) {
    logBug(log, 'tool', error);
    given = 'Licit could not answer; its log says why.';
  }
  if (token.isCancellationRequested) throw new vscode.CancellationError();
  const parts = typeof given === 'string' ? [given] : [given.text, JSON.stringify(given.data)];
  return new vscode.LanguageModelToolResult(parts.map((part) => new vscode.LanguageModelTextPart(part)));
}
