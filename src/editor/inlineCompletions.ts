import * as vscode from 'vscode';
import type { Completion, CompletionPlace } from '../completion/completion';
import type { Fate } from '../completion/offers';
import type { CompletionProvider, Suggestion } from '../completion/provider';
import type { AskModel } from '../completion/wish';
import { abortSignal } from './abort';
import type { Activity } from './activity';
import { logBug, messageOf } from './command';
import type { CompletionModel } from './completionModel';
import { preferencesFor } from './completionSettings';
import type { Contexts } from './contexts';
import { CursorRest } from './cursorRest';
import { folderOf } from './folders';
import { LateAnswers } from './lateAnswers';
import type { Projects } from './projects';
import type { Records } from './records';
import type { References } from './references';
import type { Services } from './services';
import { minConfidence } from './settings';
import type { Snooze } from './snooze';
import { wishAt } from './wish';

/** A file on some disk, an untitled one or a notebook's cell; not the output, a log, a commit message or a chat's input. */
function isCode({ uri, languageId }: vscode.TextDocument): boolean {
  if (languageId === 'log') return false;
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return true;
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined;
}

export interface InlineCompletionsOptions {
  readonly services: Services;
  readonly models: CompletionModel;
  readonly projects: Projects;
  readonly snooze: Snooze;
  readonly activity: Activity;
  readonly log: vscode.LogOutputChannel;
  readonly records: Records;
  readonly references: References;
  readonly contexts: Contexts;
}

/** Ghost text in every language. */
export class InlineCompletions implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  private made: CompletionProvider | undefined;
  private readonly late = new LateAnswers();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly options: InlineCompletionsOptions) {
    const forget = () => {
      this.late.end();
      this.made?.forgetAnswers();
    };
    this.subscription = vscode.Disposable.from(
      options.services.onChange(forget),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('licit') && forget()),
      vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
      new CursorRest((editor, signal) => void this.prepare(editor, signal)),
      this.late,
    );
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    if (!isCode(document)) return [];
    const { activity, log, snooze } = this.options;
    const asked = this.late.asked(document, position);
    try {
      const provider = await this.provider();
      const preferences = preferencesFor(document, snooze.on, activity.onBattery);
      const wish = wishAt(document, position, context);
      const asking = this.asking(document, position);
      const decision = await provider.decide(wish, preferences, asking, abortSignal(token));
      activity.decided(provider.trace.records);
      const [record] = provider.trace.records;
      const outcome = record?.why ?? `offered from ${record?.source}`;
      log.debug(`completion in ${document.languageId}: ${outcome}, ${Math.round(record?.totalMs ?? 0)} ms`);
      const isGivenUp = token.isCancellationRequested && wish.automatic;
      if (isGivenUp && (decision.suggestion !== null || decision.why === 'cancelled')) {
        const finish = (signal: AbortSignal) => provider.goOn(wish, preferences, asking, signal);
        this.late.expect(asked, finish).catch((error) => logBug(log, 'completion', error));
      }
      if (decision.suggestion === null) return [];
      return [item(decision.suggestion, position, context.selectedCompletionInfo)];
    } catch (error) {
      logBug(log, 'completion', error);
      return [];
    }
  }

  /** Has the model read what stands around a resting cursor; not before it was asked something for the first time. */
  private async prepare({ document, selection }: vscode.TextEditor, signal: AbortSignal): Promise<void> {
    const { activity, contexts, log, models, projects, services, snooze } = this.options;
    if (this.made === undefined || !isCode(document)) return;
    const preferences = preferencesFor(document, snooze.on, activity.onBattery);
    const context = { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
    const read = async (place: CompletionPlace) => {
      const admission = await models.get(folderOf(document), signal);
      if (!admission.ok) return;
      const [{ prepareAt }, engine] = await Promise.all([services.core(), services.engine()]);
      const [project, around] = await Promise.all([
        projects.of(document),
        contexts.of(document, selection.active, place),
      ]);
      const asked = { engine, model: admission.model, context: around, ...(project === undefined ? {} : { project }) };
      await prepareAt(place, asked, signal);
    };
    try {
      await this.made.prepare(wishAt(document, selection.active, context), preferences, read);
    } catch (error) {
      logBug(log, 'completion', error);
    }
  }

  /** The user hid what is shown. */
  dismissed(): void {
    this.late.end();
    this.made?.dismissed();
  }

  /** Forgets everything that it knows of the user's code. */
  async forget(): Promise<void> {
    this.late.end();
    this.made?.forget();
    this.options.projects.forget();
    this.options.contexts.forget();
    await this.options.references.forget();
    this.options.activity.decided([]);
  }

  dispose(): void {
    this.subscription.dispose();
    this.made?.forget();
  }

  private async provider(): Promise<CompletionProvider> {
    const { CompletionProvider } = await this.options.services.core();
    const { records, activity, services } = this.options;
    const events = {
      onSeen: () => records.seen(),
      onFate: (fate: Fate, { reference }: Completion) => {
        records.fate(fate, reference);
        if (this.made !== undefined) activity.decided(this.made.trace.records);
      },
    };
    this.made ??= new CompletionProvider(events, undefined, {
      at: async (...where) => (await services.syntax()).at(...where),
    });
    return this.made;
  }

  /** How the model that completes in a document is asked. */
  private asking(document: vscode.TextDocument, position: vscode.Position): AskModel {
    const { models, services, projects, references, contexts, activity } = this.options;
    return async (place, watch, signal, ahead) => {
      try {
        const admission = await models.get(folderOf(document), signal);
        activity.judgedAs(admission.ok ? admission.model.verdict : undefined);
        if (!admission.ok) return admission;
        const done = ahead ? () => undefined : activity.begin(vscode.l10n.t('{0} is completing', admission.model.name));
        try {
          const [{ completeAt }, engine, syntax] = await Promise.all([
            services.core(),
            services.engine(),
            services.syntax(),
          ]);
          const [project, thirdParty, context] = await Promise.all([
            projects.of(document),
            references.of(document, place),
            contexts.of(document, position, place),
          ]);
          const confidence = minConfidence(document);
          const completion = await completeAt(
            place,
            {
              engine,
              model: admission.model,
              syntax,
              context,
              ...(project === undefined ? {} : { project }),
              ...thirdParty,
              options: { ahead, ...(confidence === undefined ? {} : { minConfidence: confidence }) },
            },
            signal,
            watch,
          );
          if (!('kind' in completion)) return completion;
          // The file is no longer the one that was judged.
          if (completion.kind === 'not-admitted') models.forget();
          return { kind: completion.kind === 'cancelled' ? 'cancelled' : 'engine', message: completion.message };
        } finally {
          done();
        }
      } catch (error) {
        logBug(this.options.log, 'completion', error);
        return { kind: 'engine', message: messageOf(error) };
      }
    };
  }

  private changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || this.made === undefined) return;
    if (reason !== undefined) this.made.withdrawn();
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      removed: rangeLength,
      inserted: text,
    }));
    this.options.records.changed(document.uri.toString(), changes);
    this.made.changed(
      document.uri.toString(),
      changes,
      contentChanges.length === 1 && indents(document, contentChanges),
    );
  }
}

/** Whether a change put or took away blanks at the beginning of a line, and nothing else. */
function indents(document: vscode.TextDocument, [change]: readonly vscode.TextDocumentContentChangeEvent[]): boolean {
  if (change === undefined || !change.range.isSingleLine || !/^[ \t]*$/.test(change.text)) return false;
  return document.lineAt(change.range.start.line).text.slice(0, change.range.start.character).trim() === '';
}

function item(
  { text, replaces }: Suggestion,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): vscode.InlineCompletionItem {
  const end = position.translate(0, replaces);
  // VS Code shows ghost text beside the suggest widget only when it goes on from the selected entry.
  if (selected !== undefined)
    return new vscode.InlineCompletionItem(selected.text + text, new vscode.Range(selected.range.start, end));
  return new vscode.InlineCompletionItem(text, new vscode.Range(position, end));
}
