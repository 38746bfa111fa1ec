import { copying } from '../values';
import type { SourceCode } from './sourceCode';

/** A value begins at a token: what stands before it gives it to something. */
export function isValueStart({ tokens }: SourceCode, index: number): boolean {
  const previous = tokens[index - 1];
  // `env.MODEL ?? "name"`, `args.model or "name"`, `a if b else "name"`
  if (previous?.kind === 'word') return /^(?:or|else)$/.test(previous.text);
  if (previous?.text === '>') return /^[=-]$/.test(tokens[index - 2]?.text ?? '');
  return previous === undefined || (previous.kind === 'sign' && /[(,=:[?|]/.test(previous.text));
}

/** The value before a token is whole: nothing here makes more of it. */
export function isValueEnd(code: SourceCode, index: number): boolean {
  const next = code.tokens[index];
  const previous = code.tokens[index - 1];
  if (next === undefined || (next.kind === 'sign' && /[,;)\]}#]/.test(next.text))) return true;
  if (next.kind === 'word' && /^(?:as|satisfies)$/.test(next.text)) return true;
  if (next.text === '.' && copying.test(code.tokens[index + 1]?.text ?? '')) return true;
  return previous !== undefined && code.endsLine(previous, next);
}
