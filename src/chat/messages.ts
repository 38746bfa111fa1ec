import type { ChatMessage } from '../engine/engine';
import { parseCommand } from './commands';

/** A part of a file that goes to the model with a question; the whole file when the lines are absent. */
export interface Attachment {
  /** Path relative to its project, with `/`. */
  readonly path: string;
  readonly languageId?: string;
  /** 1-based, both included. */
  readonly startLine?: number;
  readonly endLine?: number;
  readonly text: string;
}

/** One turn of a conversation. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Who wrote an answer: a model, or Licit from its own rules. */
  readonly by?: 'model' | 'verdict';
}

const SYSTEM =
  'You are a programming assistant inside an editor. Answer briefly and to the point. Put code into fenced blocks that name the language. Say so when you do not know.';

/** A fence longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return '`'.repeat(longest + 1);
}

/** The attached text as a fenced block, under a line that says where it is from. */
export function attachedBlock({ path, languageId, startLine, endLine, text }: Attachment): string {
  const lines = startLine === undefined ? '' : ` (lines ${startLine}–${endLine ?? startLine})`;
  const ticks = fence(text);
  return `From ${path}${lines}:\n${ticks}${languageId ?? ''}\n${text.replace(/\n$/, '')}\n${ticks}`;
}

/** The conversation as a model gets it: without commands and what Licit answered to them; attachments stand above the last question. */
export function chatMessages(turns: readonly Turn[], attachments: readonly Attachment[]): readonly ChatMessage[] {
  const spoken = turns.filter(({ role, text, by }) =>
    role === 'user' ? parseCommand(text) === null : by !== 'verdict' && text.trim() !== '',
  );
  const last = spoken.length - 1;
  const messages = spoken.map(({ role, text }, index): ChatMessage => {
    const blocks = index === last && role === 'user' ? attachments.map(attachedBlock) : [];
    return { role, content: [...blocks, text].join('\n\n') };
  });
  return [{ role: 'system', content: SYSTEM }, ...messages];
}
