import type { Filter } from './filter';

/**
 * Ends a text before the first line, behind the first one, of which the model is less sure than the threshold. (Of the first
 * line it is sure enough, or nothing would be shown.) Works on the model's own text, so it comes before filters that change
 * lines.
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
  const unsure = lines.findIndex((_, index) => index > 0 && (confidences[index] ?? 1) < minConfidence);
  return unsure < 0 ? text : lines.slice(0, unsure).join('\n');
};
