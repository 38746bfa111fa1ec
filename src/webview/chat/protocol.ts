// What the chat panel and its host say to each other. Types only: the panel runs in a browser and shares nothing else.

/** The part of a document that goes to the model with the next question. */
export interface Attachment {
  /** Path relative to its folder, with `/`. */
  readonly path: string;
  readonly languageId: string;
  /** 1-based, both included. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** Something that a button below an answer does. `model` is a path on this machine. */
export type ChatAction =
  | { readonly kind: 'choose-model'; readonly label: string }
  | { readonly kind: 'accept-risk'; readonly label: string; readonly model: string }
  | { readonly kind: 'open-folder'; readonly label: string }
  | { readonly kind: 'show-findings'; readonly label: string };

/** One turn as the panel shows it. */
export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  /** Markdown for an answer, plain text for a question. */
  readonly text: string;
  /** `model`: a model wrote it; `verdict`: Licit's own rules did. */
  readonly by?: 'model' | 'verdict';
  /** Below the answer, e.g. why it ended early. */
  readonly note?: string;
  readonly actions?: readonly ChatAction[];
  readonly attachment?: Omit<Attachment, 'text'>;
}

/** The panel's own words, translated by the host. */
export interface ChatWords {
  readonly ask: string;
  readonly send: string;
  readonly stop: string;
  readonly attach: string;
  readonly detach: string;
  readonly copy: string;
  readonly insert: string;
  readonly you: string;
  readonly licit: string;
  readonly model: string;
  readonly answering: string;
  readonly transcript: string;
}

export type ToPanel =
  | { readonly kind: 'words'; readonly words: ChatWords }
  | {
      readonly kind: 'model';
      readonly name: string | null;
      readonly text: string;
      readonly actions: readonly ChatAction[];
    }
  | {
      readonly kind: 'transcript';
      readonly turns: readonly ChatTurn[];
      readonly answering: boolean;
      /** What is typed and not yet sent. */
      readonly draft: string;
    }
  | { readonly kind: 'question'; readonly turn: ChatTurn }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'answer'; readonly turn: ChatTurn }
  | { readonly kind: 'attachment'; readonly attachment: Omit<Attachment, 'text'> | null }
  | { readonly kind: 'focus' };

export type FromPanel =
  | { readonly kind: 'ready' }
  /** What is typed and not yet sent, kept for when the panel is hidden. */
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'stop' }
  | { readonly kind: 'attach' }
  | { readonly kind: 'detach' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'act'; readonly action: ChatAction };
