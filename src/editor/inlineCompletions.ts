import * as vscode from 'vscode';
import type { CompletionPlace } from '../completion/completion';
import { isSecretsFile } from '../project/secretsFile';
import { abortSignal } from './abort';
import type { Activity, Why } from './activity';
import { logBug, messageOf } from './command';
import type { CompletionModel } from './completionModel';
import { folderOf } from './folders';
import type { Services } from './services';
import { completionEnabled, minConfidence } from './settings';
import { pause } from './waiting';

/** A pause in typing after which it is worth asking; asked for by hand there is none. */
const PAUSE_MS = 60;
/** What the model is shown at the most, in UTF-16 code units; far more than a small model's context holds. */
const BEFORE = 32_768;
const AFTER = 8192;

/** A file on some disk, an untitled one or a notebook's cell; not the output, a log, a commit message or a chat's input. */
function isCode(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  if (document.languageId === 'log') return false;
  if (scheme === 'file' || scheme === 'untitled' || scheme === 'vscode-notebook-cell') return true;
  return vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

interface Offer {
  readonly items: vscode.InlineCompletionItem[];
  readonly why?: Why;
  readonly detail?: string;
}

function nothing(why: Why, detail?: string): Offer {
  return { items: [], why, ...(detail === undefined ? {} : { detail }) };
}

/** Ghost text in every language. */
export class InlineCompletions implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly services: Services,
    private readonly models: CompletionModel,
    private readonly activity: Activity,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    if (!isCode(document)) return [];
    const start = performance.now();
    const offer = await this.offer(document, position, context, token).catch((error: unknown) => {
      logBug(this.log, 'completion', error);
      return nothing('engine', messageOf(error));
    });
    const milliseconds = performance.now() - start;
    const { items, ...reason } = offer;
    this.activity.decided({
      at: new Date(),
      path: vscode.workspace.asRelativePath(document.uri),
      line: position.line + 1,
      languageId: document.languageId,
      milliseconds,
      ...reason,
    });
    const outcome = offer.why ?? `${items.length} offered`;
    this.log.debug(`completion in ${document.languageId}: ${outcome}, ${Math.round(milliseconds)} ms`);
    return items;
  }

  private async offer(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<Offer> {
    if (!completionEnabled(document)) return nothing('off');
    if (isSecretsFile(document.uri.path)) return nothing('secrets');
    const signal = abortSignal(token);
    if (context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic) await pause(PAUSE_MS, signal);
    if (signal.aborted) return nothing('cancelled');
    const admission = await this.models.get(folderOf(document), signal);
    if (!admission.ok) return nothing(admission.kind, admission.message);
    const done = this.activity.begin(vscode.l10n.t('{0} is completing', admission.model.name));
    try {
      const [{ completeAt }, engine] = await Promise.all([this.services.core(), this.services.engine()]);
      const confidence = minConfidence(document);
      const options = confidence === undefined ? {} : { minConfidence: confidence };
      const asked = place(document, position, context.selectedCompletionInfo);
      const completion = await completeAt(asked, { engine, model: admission.model, options }, signal);
      if ('kind' in completion) {
        // The file is no longer the one that was judged.
        if (completion.kind === 'not-admitted') this.models.forget();
        return nothing('engine', completion.message);
      }
      if (completion.text === '') return nothing(completion.reason ?? 'empty', completion.detail);
      return { items: [item(completion.text, position, context.selectedCompletionInfo)] };
    } finally {
      done();
    }
  }
}

/** The text around the cursor. With an entry selected in the suggest widget, as if that were accepted already. */
function place(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): CompletionPlace {
  const from = document.positionAt(Math.max(0, document.offsetAt(position) - BEFORE));
  const to = document.positionAt(document.offsetAt(position) + AFTER);
  const cut = selected?.range ?? new vscode.Range(position, position);
  const before = document.getText(new vscode.Range(from, cut.start)) + (selected?.text ?? '');
  const after = document.getText(new vscode.Range(cut.end, to));
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return {
    text: before + after,
    offset: before.length,
    path: vscode.workspace.asRelativePath(document.uri, false).replaceAll('\\', '/'),
    repository: folder?.name ?? '',
    languageId: document.languageId,
  };
}

function item(
  text: string,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): vscode.InlineCompletionItem {
  // VS Code shows ghost text beside the suggest widget only when it goes on from the selected entry.
  if (selected !== undefined) return new vscode.InlineCompletionItem(selected.text + text, selected.range);
  return new vscode.InlineCompletionItem(text, new vscode.Range(position, position));
}
