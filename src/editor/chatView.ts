import * as vscode from 'vscode';
import type { Attachment, ChatAction, ChatTurn, ChatWords, FromPanel, ToPanel } from '../webview/chat/protocol';
import { reportBug } from './command';
import { chatPage, pageRoots } from './panelPage';

/** What the panel says of the chat model, above the conversation. */
export interface ModelNote {
  /** null: there is none. */
  readonly name: string | null;
  readonly text: string;
  readonly actions: readonly ChatAction[];
}

/** Who answers. */
export interface Answerer {
  note(): ModelNote;
  /** Answers the last of `turns`; `onText` hears each stretch of the text as it is written. */
  answer(
    turns: readonly ChatTurn[],
    attachment: Attachment | undefined,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<ChatTurn>;
}

function words(): ChatWords {
  return {
    ask: vscode.l10n.t('Ask, or /explain MODEL, /check, /models'),
    send: vscode.l10n.t('Send'),
    stop: vscode.l10n.t('Stop'),
    attach: vscode.l10n.t('Attach selection'),
    detach: vscode.l10n.t('Remove the selection'),
    copy: vscode.l10n.t('Copy'),
    insert: vscode.l10n.t('Insert at cursor'),
    you: vscode.l10n.t('You'),
    licit: vscode.l10n.t('Licit'),
    model: vscode.l10n.t('Model'),
    answering: vscode.l10n.t('The answer is being written'),
    transcript: vscode.l10n.t('Conversation'),
  };
}

/** The selection of the active editor, or nothing where nothing is selected. */
function selectedText(): Attachment | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  const { document, selection } = editor;
  return {
    path: vscode.workspace.asRelativePath(document.uri, false).replaceAll('\\', '/'),
    languageId: document.languageId,
    startLine: selection.start.line + 1,
    endLine: selection.end.line + 1,
    text: document.getText(selection),
  };
}

function withoutText({ path, languageId, startLine, endLine }: Attachment): Omit<Attachment, 'text'> {
  return { path, languageId, startLine, endLine };
}

/** The host of the chat panel: keeps the conversation, in memory only, while the panel comes and goes. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  private view: vscode.WebviewView | undefined;
  /** The page runs and hears what is posted. */
  private ready = false;
  private focusWhenReady = false;
  private turns: readonly ChatTurn[] = [];
  private attachment: Attachment | undefined;
  private answering: AbortController | undefined;
  /** What has been written of the running answer, for a panel that is opened in the middle of it. */
  private written = '';
  private draft = '';

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly answerer: Answerer,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.ready = false;
    view.webview.options = { enableScripts: true, localResourceRoots: pageRoots(this.extension) };
    view.webview.onDidReceiveMessage((message: FromPanel) => {
      this.receive(message).catch((error: unknown) => reportBug(this.log, 'chat', error));
    });
    view.onDidChangeVisibility(() => {
      // A hidden page is gone. Shown again it is a new one, and says when it is ready.
      if (!view.visible) this.ready = false;
    });
    view.onDidDispose(() => {
      if (this.view !== view) return;
      this.view = undefined;
      this.ready = false;
    });
    view.webview.html = chatPage(view.webview, this.extension);
  }

  dispose(): void {
    this.answering?.abort();
  }

  /** Opens the panel. */
  async reveal(): Promise<void> {
    this.focusWhenReady = true;
    await vscode.commands.executeCommand('licit.chat.focus');
    if (this.ready) this.focus();
  }

  /** Opens the panel and asks, as if the person had typed it. */
  async ask(text: string): Promise<void> {
    await this.reveal();
    if (this.answering !== undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Another answer is being written. Stop it first.'));
      return;
    }
    await this.answerTo(text);
  }

  /** Opens the panel with an answer that nobody had to ask for in it, e.g. why a chosen model was refused. */
  async tell(turn: ChatTurn): Promise<void> {
    this.turns = [...this.turns, turn];
    await this.reveal();
    this.post({ kind: 'answer', turn });
  }

  /** Ends the running answer and forgets the conversation. */
  clear(): void {
    this.answering?.abort();
    this.answering = undefined;
    this.turns = [];
    this.attachment = undefined;
    this.draft = '';
    this.postAttachment();
    this.postTranscript();
  }

  /** Puts the selection beside the next question. */
  async attachSelection(): Promise<void> {
    const selected = selectedText();
    if (selected === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some text in an editor first.'));
      return;
    }
    this.attachment = selected;
    await this.reveal();
    this.postAttachment();
  }

  /** Says anew which model answers. */
  refreshNote(): void {
    this.post({ kind: 'model', ...this.answerer.note() });
  }

  private focus(): void {
    this.focusWhenReady = false;
    this.post({ kind: 'focus' });
  }

  /** A page that does not listen yet asks for everything when it does. */
  private post(message: ToPanel): void {
    if (this.ready) void this.view?.webview.postMessage(message);
  }

  private postTranscript(): void {
    const { turns, draft } = this;
    this.post({ kind: 'transcript', turns, answering: this.answering !== undefined, draft });
  }

  private postAttachment(): void {
    const attachment = this.attachment === undefined ? null : withoutText(this.attachment);
    this.post({ kind: 'attachment', attachment });
  }

  private async receive(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.post({ kind: 'words', words: words() });
        this.refreshNote();
        this.postTranscript();
        if (this.answering !== undefined) this.post({ kind: 'text', text: this.written });
        this.postAttachment();
        if (this.focusWhenReady) this.focus();
        return;
      case 'draft':
        this.draft = message.text;
        return;
      case 'ask':
        return this.answerTo(message.text);
      case 'stop':
        this.answering?.abort();
        return;
      case 'attach':
        return this.attachSelection();
      case 'detach':
        this.attachment = undefined;
        this.postAttachment();
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'insert':
        return insertAtCursor(message.text);
      case 'act':
        return act(message.action);
    }
  }

  private async answerTo(text: string): Promise<void> {
    if (this.answering !== undefined) return;
    const attachment = this.attachment;
    this.attachment = undefined;
    const question: ChatTurn = {
      role: 'user',
      text,
      ...(attachment === undefined ? {} : { attachment: withoutText(attachment) }),
    };
    const controller = new AbortController();
    this.answering = controller;
    this.written = '';
    this.draft = '';
    this.turns = [...this.turns, question];
    this.postAttachment();
    this.post({ kind: 'question', turn: question });
    let answer: ChatTurn;
    try {
      answer = await this.answerer.answer(this.turns, attachment, controller.signal, (stretch) => {
        this.written += stretch;
        if (this.answering === controller) this.post({ kind: 'text', text: stretch });
      });
    } catch (error) {
      reportBug(this.log, 'chat', error);
      answer = {
        role: 'assistant',
        by: 'verdict',
        text: '',
        note: vscode.l10n.t('Something went wrong; the log says what.'),
      };
    }
    // The conversation was cleared meanwhile.
    if (this.answering !== controller) return;
    this.answering = undefined;
    this.turns = [...this.turns, answer];
    this.post({ kind: 'answer', turn: answer });
    this.refreshNote();
  }
}

/** What a button below an answer does; each is a command. */
async function act(action: ChatAction): Promise<void> {
  switch (action.kind) {
    case 'choose-model':
      return vscode.commands.executeCommand('licit.chooseChatModel');
    case 'accept-risk':
      return vscode.commands.executeCommand('licit.acceptRisk', action.model);
    case 'open-folder':
      return vscode.commands.executeCommand('vscode.openFolder');
    case 'show-findings':
      return vscode.commands.executeCommand('licit.findings.focus');
  }
}

async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a file to insert into first.'));
    return;
  }
  const code = text.replace(/\n$/, '');
  const inserted = await editor.edit((edit) => edit.replace(editor.selection, code));
  if (!inserted) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The file that is open cannot be changed.'));
    return;
  }
  await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active });
}
