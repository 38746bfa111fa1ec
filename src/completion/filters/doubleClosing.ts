import { bracketsAround, bracketsIn } from './brackets';
import type { Filter } from './filter';

/** Cuts a text at a bracket that closes what is closed behind the cursor already. */
export const doubleClosing: Filter = (text, context) => {
  const around = bracketsAround(context);
  if (around === null) return text;
  const { open, closed } = around;
  // Only where the code behind the cursor closes all that is open is it known that nothing is missing.
  if (open.length === 0 || open.length !== closed.length) return text;
  if (open.toReversed().some((opener, index) => opener !== closed[index])) return text;
  let depth = 0;
  for (const { at, closes } of bracketsIn(text, around.extension)) {
    if (!closes) depth++;
    else if (--depth < 0) return text.slice(0, at);
  }
  return text;
};
