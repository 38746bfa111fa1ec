/** What Licit answers from its own rules, without a model. */
export type ChatCommand =
  | { readonly kind: 'explain'; readonly model: string }
  | { readonly kind: 'check' }
  | { readonly kind: 'models' }
  /** Begins with a slash and is none of them, or lacks what it needs. */
  | { readonly kind: 'unknown'; readonly text: string };

/** The words to type, for hints and messages. */
export const CHAT_COMMANDS = ['/explain MODEL', '/check', '/models'] as const;

/** The command that a question is, or null for a question to the model. A path or a comment that begins with a slash is a question. */
export function parseCommand(question: string): ChatCommand | null {
  const [, name, argument = ''] = /^\s*\/([a-z]+)(?:\s+(.*?))?\s*$/is.exec(question) ?? [];
  switch (name?.toLowerCase()) {
    case undefined:
      return null;
    case 'explain':
      return argument === '' ? { kind: 'unknown', text: question.trim() } : { kind: 'explain', model: argument };
    case 'check':
      return { kind: 'check' };
    case 'models':
      return { kind: 'models' };
    default:
      return { kind: 'unknown', text: question.trim() };
  }
}
