import type { Filter } from './filter';

/**
 * Ends a text before the first line, behind the first one, up to which the model is less sure of the whole than the threshold: a
 * block is read and accepted as one. (Of the first line it is sure enough, or nothing would be shown.) Works on the model's own
 * text, so it comes before filters that change lines.
 */
export const lowConfidence: Filter = (text, { tokens, minConfidence }) => {
  let line = 0;
  const confidences = [1];
  for (const { text: piece, probability } of tokens) {
    confidences[line] = (confidences[line] ?? 1) * probability;
    // A token may end a line and begin the next; it counts for the one that it ends.
    line += piece.split('\n').length - 1;
  }
  const lines = text.split('\n');
  let whole = 1;
  const unsure = lines.findIndex((_, index) => {
    whole *= confidences[index] ?? 1;
    return index > 0 && whole < minConfidence;
  });
  return unsure < 0 ? text : lines.slice(0, unsure).join('\n');
};
