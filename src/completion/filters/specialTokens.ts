import type { Filter } from './filter';

/** How special tokens are spelled that a model may have seen in its training data, though they are not its own. */
const FOREIGN = /<[|｜][\w▁ -]{2,40}[|｜]>|<\/?fim[_-](?:prefix|suffix|middle|pad)>|<(?:PRE|SUF|MID|EOT)>|\[\/?INST\]/;

/** Cuts the text at the first special token that the model spelled out letter by letter. */
export const specialTokens: Filter = (text, { specialTokens }) => {
  const foreign = FOREIGN.exec(text)?.index;
  const ends = specialTokens.map((token) => text.indexOf(token)).filter((at) => at >= 0);
  if (foreign !== undefined) ends.push(foreign);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
};
