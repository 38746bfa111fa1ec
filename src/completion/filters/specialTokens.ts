import type { Filter } from './filter';

/** Cuts the text at the first special token that the model spelled out letter by letter. */
export const specialTokens: Filter = (text, { specialTokens }) => {
  const ends = specialTokens.map((token) => text.indexOf(token)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
};
