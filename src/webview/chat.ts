import { createMarkdown } from './chat/markdown';
import type { Attachment, ChatAction, ChatTurn, ChatWords, FromPanel, ToPanel } from './chat/protocol';

// The panel keeps nothing itself: VS Code would write its state to disk, where nobody could delete it.
declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void };

const host = acquireVsCodeApi();
let words: ChatWords | undefined;
/** The answer that is being written, and where. */
let streaming: { text: string; readonly body: HTMLElement; frame: number } | undefined;

const render = createMarkdown(() => ({ copy: words?.copy ?? '', insert: words?.insert ?? '' }));

/** An element of the host's page; that it is there is the host's promise. */
function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The chat panel's page has no #${id}`);
  return element;
}
const log = byId('log', HTMLElement);
const announcement = byId('announcement', HTMLElement);
const model = byId('model', HTMLElement);
const modelText = byId('model-text', HTMLElement);
const modelActions = byId('model-actions', HTMLElement);
const attached = byId('attached', HTMLElement);
const attachedText = byId('attached-text', HTMLElement);
const detach = byId('detach', HTMLButtonElement);
const attach = byId('attach', HTMLButtonElement);
const form = byId('form', HTMLFormElement);
const ask = byId('ask', HTMLTextAreaElement);
const send = byId('send', HTMLButtonElement);
const stop = byId('stop', HTMLButtonElement);

function actionButtons(actions: readonly ChatAction[]): HTMLElement[] {
  return actions.map((action) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'action';
    button.textContent = action.label;
    button.addEventListener('click', () => host.postMessage({ kind: 'act', action }));
    return button;
  });
}

function place(attachment: Omit<Attachment, 'text'>): string {
  return `${attachment.path}:${attachment.startLine}-${attachment.endLine}`;
}

function speaker(turn: ChatTurn): string {
  if (turn.role === 'user') return words?.you ?? '';
  return (turn.by === 'model' ? words?.model : words?.licit) ?? '';
}

/** Adds a turn to the page; the returned element holds its text. */
function show(turn: ChatTurn): HTMLElement {
  const article = document.createElement('article');
  article.className = `turn ${turn.role}`;
  const heading = document.createElement('h2');
  heading.textContent = speaker(turn);
  const body = document.createElement('div');
  body.className = 'body';
  fill(body, turn);
  article.append(heading, body);
  if (turn.attachment !== undefined) article.append(small(place(turn.attachment)));
  if (turn.note !== undefined) article.append(small(turn.note));
  if (turn.actions !== undefined && turn.actions.length > 0) {
    const row = document.createElement('div');
    row.className = 'actions';
    row.append(...actionButtons(turn.actions));
    article.append(row);
  }
  log.append(article);
  return body;
}

function small(text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = 'small';
  element.textContent = text;
  return element;
}

function fill(body: HTMLElement, turn: ChatTurn): void {
  if (turn.role === 'user') body.textContent = turn.text;
  else body.innerHTML = render(turn.text);
}

/** Scrolls along with a change while the reader is at the end, unless the change says that it scrolled itself. */
function follow(change: () => boolean): void {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  if (change() && atEnd) log.scrollTop = log.scrollHeight;
}

function setAnswering(answering: boolean): void {
  const hadFocus = document.activeElement === stop;
  send.hidden = answering;
  stop.hidden = !answering;
  log.setAttribute('aria-busy', String(answering));
  if (hadFocus && !answering) ask.focus();
}

function beginAnswer(): void {
  streaming = { text: '', body: show({ role: 'assistant', by: 'model', text: '' }), frame: 0 };
  announcement.textContent = words?.answering ?? '';
  setAnswering(true);
}

function addText(text: string): void {
  if (streaming === undefined) beginAnswer();
  const answer = streaming;
  if (answer === undefined) return;
  answer.text += text;
  // Tokens come faster than anybody reads: once a frame is enough.
  if (answer.frame === 0) {
    answer.frame = requestAnimationFrame(() => {
      answer.frame = 0;
      follow(() => {
        answer.body.innerHTML = render(answer.text);
        return true;
      });
    });
  }
}

function endAnswer(turn: ChatTurn): void {
  const wasRead = streaming !== undefined && streaming.text !== '';
  follow(() => {
    if (streaming !== undefined) {
      cancelAnimationFrame(streaming.frame);
      streaming.body.parentElement?.remove();
      streaming = undefined;
    }
    const shown = show(turn).parentElement;
    // An answer that comes whole is read from its beginning.
    if (!wasRead) shown?.scrollIntoView({ block: 'start' });
    return wasRead;
  });
  announcement.textContent = [turn.text, turn.note].filter(Boolean).join('\n');
  setAnswering(false);
}

function showAll(turns: readonly ChatTurn[]): void {
  log.replaceChildren();
  for (const turn of turns) show(turn);
  log.scrollTop = log.scrollHeight;
}

function setWords(given: ChatWords): void {
  words = given;
  ask.placeholder = given.ask;
  ask.setAttribute('aria-label', given.ask);
  send.textContent = given.send;
  stop.textContent = given.stop;
  attach.textContent = given.attach;
  detach.title = given.detach;
  detach.setAttribute('aria-label', given.detach);
  log.setAttribute('aria-label', given.transcript);
}

window.addEventListener('message', (event: MessageEvent<ToPanel>) => {
  const message = event.data;
  switch (message.kind) {
    case 'words':
      setWords(message.words);
      return;
    case 'model':
      model.dataset.loaded = String(message.name !== null);
      modelText.textContent = message.text;
      modelActions.replaceChildren(...actionButtons(message.actions));
      return;
    case 'transcript':
      streaming = undefined;
      showAll(message.turns);
      ask.value = message.draft;
      setAnswering(false);
      if (message.answering) beginAnswer();
      return;
    case 'question':
      show(message.turn);
      beginAnswer();
      log.scrollTop = log.scrollHeight;
      return;
    case 'text':
      addText(message.text);
      return;
    case 'answer':
      endAnswer(message.turn);
      return;
    case 'attachment':
      attached.hidden = message.attachment === null;
      attachedText.textContent = message.attachment === null ? '' : place(message.attachment);
      return;
    case 'focus':
      ask.focus();
      return;
  }
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = ask.value.trim();
  if (text === '' || !stop.hidden) return;
  host.postMessage({ kind: 'ask', text });
  ask.value = '';
});
ask.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === 'Escape' && !stop.hidden) {
    event.preventDefault();
    host.postMessage({ kind: 'stop' });
  }
});
ask.addEventListener('input', () => host.postMessage({ kind: 'draft', text: ask.value }));
stop.addEventListener('click', () => host.postMessage({ kind: 'stop' }));
attach.addEventListener('click', () => host.postMessage({ kind: 'attach' }));
detach.addEventListener('click', () => {
  host.postMessage({ kind: 'detach' });
  ask.focus();
});
log.addEventListener('click', (event) => {
  if (!(event.target instanceof HTMLElement)) return;
  const code = event.target.closest('.code')?.querySelector('code')?.textContent;
  const button = event.target.dataset.code;
  if (typeof code === 'string' && (button === 'copy' || button === 'insert'))
    host.postMessage({ kind: button, text: code });
});

// Typed before this script ran.
if (ask.value !== '') host.postMessage({ kind: 'draft', text: ask.value });
host.postMessage({ kind: 'ready' });
