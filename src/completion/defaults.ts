/** Every number that a completion depends on and that the model's registry entry does not give. */
export const DEFAULTS = {
  /** Product of a line's token probabilities below which nothing is shown, for a model whose entry has no measured one. */
  minConfidence: 0.4,
  prefixTokens: 1024,
  suffixTokens: 256,
  /** Longest answer, in tokens. */
  lineTokens: 40,
  blockTokens: 160,
  /** Generous estimate, so that a text cut by characters still fills its budget of tokens. */
  charactersPerToken: 8,
  /** The prefix starts at a multiple of this, so that it starts at the same place while the user types. Characters. */
  prefixStep: 1024,
} as const;
