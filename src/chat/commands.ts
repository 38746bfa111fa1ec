import { USES, type Use } from '../licensing/verdict';

/** What Licit answers from its own rules, without a model. */
export type ChatCommand =
  | { readonly kind: 'explain'; readonly model: string; readonly use?: Use }
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
      return explainCommand(argument) ?? { kind: 'unknown', text: question.trim() };
    case 'check':
      return { kind: 'check' };
    case 'models':
      return { kind: 'models' };
    default:
      return { kind: 'unknown', text: question.trim() };
  }
}

/** `MODEL`, and as in the terminal `--use USE` where it is not judged for what the policy says. */
function explainCommand(argument: string): ChatCommand | null {
  const [, before, name] = /^(.*?)(?:^|\s+)--use\s+(\S+)$/s.exec(argument) ?? [];
  const model = before ?? argument;
  if (model === '') return null;
  if (name === undefined) return { kind: 'explain', model };
  const use = USES.find((one) => one === name.toLowerCase());
  return use === undefined ? null : { kind: 'explain', model, use };
}
