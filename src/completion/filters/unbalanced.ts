import { bracketsAround, bracketsIn } from './brackets';
import type { Filter } from './filter';

/**
 * Ends a text before the line with a bracket that closes what is not open, or another than the innermost: a model that lost
 * count has lost the rest of the line, too.
 */
export const unbalanced: Filter = (text, context) => {
  const around = bracketsAround(context);
  if (around === null) return text;
  const open = [...around.open];
  for (const { at, opener, closes } of bracketsIn(text, around.extension)) {
    if (!closes) open.push(opener);
    else if (open.length === 0 || open.pop() !== opener) return text.slice(0, Math.max(0, text.lastIndexOf('\n', at)));
  }
  return text;
};
