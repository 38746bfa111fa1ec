import * as vscode from 'vscode';
import { uriOf } from './folders';

/**
 * What the user does not want to be looked into where a document is: VS Code's own `files.exclude` and `search.exclude`, and what
 * Licit is told to leave alone. As in a `.gitignore`; alternatives in braces are several patterns.
 */
export function excludesOf(document: vscode.TextDocument): readonly string[] {
  const scope = vscode.workspace.getConfiguration(undefined, uriOf(document));
  const globs = ['files.exclude', 'search.exclude'].flatMap((name) => switchedOn(scope.get<unknown>(name)));
  const own = scope.get<unknown>('licit.completion.exclude');
  return [...globs.flatMap(withoutBraces), ...(Array.isArray(own) ? own.filter((one) => typeof one === 'string') : [])];
}

/** Patterns with a condition (`when`) name files that stand beside others: what was built. */
function switchedOn(setting: unknown): readonly string[] {
  if (typeof setting !== 'object' || setting === null) return [];
  return Object.entries(setting).flatMap(([pattern, on]: [string, unknown]) => (on === true ? [pattern] : []));
}

/** `*.{js,map}` as `*.js` and `*.map`. */
function withoutBraces(pattern: string): readonly string[] {
  const braces = /^(.*?)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (braces === null) return [pattern];
  const [, before = '', choices = '', behind = ''] = braces;
  return choices.split(',').flatMap((choice) => withoutBraces(before + choice + behind));
}
