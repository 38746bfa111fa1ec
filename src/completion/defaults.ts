/** Every number that a completion depends on and that the model's registry entry does not give. */
export const DEFAULTS = {
  /** Product of a line's token probabilities below which nothing is shown, for a model whose entry has no measured one. */
  minConfidence: 0.45,
  /** What is left of a threshold when the project's files have their say: 0.39 instead of 0.45 for the built-in model. Measured. */
  withProject: 0.875,
  prefixTokens: 1024,
  suffixTokens: 256,
  /** Tokens of the context that a prompt begins with, and how many a model must be able to see for one. */
  contextTokens: 1200,
  contextFrom: 4096,
  /** Longest answer, in tokens. */
  lineTokens: 40,
  blockTokens: 160,
  /** Generous estimate, so that a text cut by characters still fills its budget of tokens. */
  charactersPerToken: 8,
  /** The fewest characters of a token, for the opposite. */
  charactersPerTokenAtLeast: 3.5,
  /** The prefix starts behind one line in so many. */
  anchorLines: 16,
  /** Whole lines above the cursor that stand behind the middle token at the least, and tokens at the most. */
  typedLines: 2,
  typedTokens: 160,
  /** The gap that the model fills in starts behind one line in so many. */
  gapLines: 6,
  /** Of the open file, what the n-gram cache is asked with on either side of the cursor. Characters. */
  openFileCharacters: 32_768,
  /** Files of the project that the n-gram cache takes in: the nearest. */
  nearFiles: 40,
  /** A completion waits so long for the project to be read; afterwards it goes on without. Milliseconds. */
  projectPatienceMs: 100,
  /** And so long for one that was never read: that is once, after the model was loaded. */
  firstProjectPatienceMs: 500,
  /** Longer lines are data or generated. Characters. */
  longestLine: 2000,
} as const;
