import * as vscode from 'vscode';
import { Activity } from './editor/activity';
import { Answers } from './editor/answers';
import { ChatView } from './editor/chatView';
import { WorkspaceCheck } from './editor/check';
import { CheckResults } from './editor/checkResults';
import { registerCommands } from './editor/commands';
import { CompletionModel } from './editor/completionModel';
import { createDiagnostics } from './editor/diagnostics';
import { createFindingsTree } from './editor/findingsTree';
import { InlineCompletions } from './editor/inlineCompletions';
import { ModelChoice } from './editor/modelChoice';
import { Services } from './editor/services';
import { createStatusBar } from './editor/statusBar';
import { Verdicts } from './editor/verdicts';

let services: Services | undefined;

/** Builds the services and registers the features. Nothing is read, loaded or spawned before it is needed. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Licit', { log: true });
  const activity = new Activity();
  const results = new CheckResults();
  const shared = new Services(context, log);
  services = shared;
  const verdicts = new Verdicts(shared);
  const models = new CompletionModel(shared, log);
  const check = new WorkspaceCheck(verdicts, results, activity, log);
  const answers = new Answers(shared, verdicts, check, activity);
  const chat = new ChatView(context.extensionUri, log, answers);
  const choice = new ModelChoice(shared, chat, log);
  context.subscriptions.push(
    log,
    activity,
    results,
    shared,
    models,
    check,
    chat,
    shared.onChange(() => chat.refreshNote()),
    shared.onEngineState((state) => activity.engineIs(state)),
    createStatusBar(activity),
    createDiagnostics(results, context.extensionUri),
    createFindingsTree(results),
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      new InlineCompletions(shared, models, activity, log),
    ),
    vscode.window.registerWebviewViewProvider('licit.chat', chat),
    ...registerCommands({ context, log, activity, results, services: shared, check, chat, choice }),
  );
}

/** Ends the engine; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await services?.end();
}
