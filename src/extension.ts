import * as vscode from 'vscode';
import { Activity } from './editor/activity';
import { Answers } from './editor/answers';
import { ChatView } from './editor/chatView';
import { WorkspaceCheck } from './editor/check';
import { CheckResults } from './editor/checkResults';
import { registerCommands } from './editor/commands';
import { CompletionModel } from './editor/completionModel';
import { Contexts } from './editor/contexts';
import { createDiagnostics } from './editor/diagnostics';
import { FindingFixes } from './editor/findingFixes';
import { FindingHover } from './editor/findingHover';
import { FindingLenses } from './editor/findingLenses';
import { FindingPlaces } from './editor/findingPlaces';
import { createFindingsTree } from './editor/findingsTree';
import { FolderChecks } from './editor/folderChecks';
import { InlineCompletions } from './editor/inlineCompletions';
import { registerLanguageModelTools } from './editor/languageModelTools';
import { ModelChoice } from './editor/modelChoice';
import { PolicyEdits } from './editor/policyEdits';
import { Projects } from './editor/projects';
import { Records } from './editor/records';
import { References } from './editor/references';
import { ReportView } from './editor/reportView';
import { SavedReports } from './editor/saveReport';
import { Services } from './editor/services';
import { Snooze } from './editor/snooze';
import { StandIns } from './editor/standIns';
import { createStatusBar } from './editor/statusBar';
import { Verdicts } from './editor/verdicts';
import { WhyView } from './editor/whyView';

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
  const checks = new FolderChecks(shared);
  const check = new WorkspaceCheck(checks, results, activity, log, shared);
  const answers = new Answers(shared, verdicts, check, activity);
  const chat = new ChatView(context.extensionUri, log, answers);
  const choice = new ModelChoice(shared, chat, log);
  const projects = new Projects(shared);
  const snooze = new Snooze();
  const records = new Records(context, shared, models, log);
  const references = new References(shared, log);
  const contexts = new Contexts(shared);
  const completions = new InlineCompletions({
    services: shared,
    models,
    projects,
    snooze,
    activity,
    log,
    records,
    references,
    contexts,
  });
  const policy = new PolicyEdits(shared, log);
  const places = new FindingPlaces(results);
  const fixes = new FindingFixes(results, places, new StandIns(verdicts, shared), policy);
  const saved = new SavedReports(shared, check, checks, results, log);
  const report = new ReportView(context.extensionUri, shared, check, results, saved, log);
  const lenses = new FindingLenses(places);
  const why = new WhyView(activity, shared, productOf(context));
  context.subscriptions.push(
    log,
    activity,
    results,
    shared,
    models,
    check,
    chat,
    projects,
    references,
    contexts,
    snooze,
    completions,
    records,
    why,
    places,
    lenses,
    report,
    shared.onChange(() => chat.refreshNote()),
    shared.onEngineState((state) => activity.engineIs(state)),
    shared.onNotice((message) => activity.notify(message)),
    createStatusBar(activity),
    createDiagnostics(results, context.extensionUri),
    createFindingsTree(results),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, completions),
    vscode.languages.registerHoverProvider({ pattern: '**' }, new FindingHover(places)),
    vscode.languages.registerCodeLensProvider({ pattern: '**' }, lenses),
    vscode.languages.registerCodeActionsProvider({ pattern: '**' }, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    registerLanguageModelTools({ verdicts, check, log }),
    vscode.window.registerWebviewViewProvider('licit.chat', chat),
    ...registerCommands({
      context,
      log,
      activity,
      services: shared,
      check,
      chat,
      choice,
      completions,
      snooze,
      why,
      records,
      policy,
      report,
      saved,
    }),
  );
}

/** What a bug report is about. */
function productOf({ extension }: vscode.ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return `Licit ${version}, VS Code ${vscode.version}, ${process.platform}-${process.arch}`;
}

/** Ends the engine; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await services?.end();
}
