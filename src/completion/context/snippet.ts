/** A piece of another place of the project that a prompt begins with. */
export interface Snippet {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A file that is open or was seen a moment ago. */
export interface SeenFile {
  readonly path: string;
  readonly text: string;
}

/** What is known of a place beside the file that it is in. */
export interface Surroundings {
  /** The one seen last first. */
  readonly files: readonly SeenFile[];
  /** Places that were edited, the latest first. */
  readonly edits: readonly Snippet[];
  /** Declarations of what is called and named near the place, the nearest first. */
  readonly definitions: readonly Snippet[];
  /** What is wrong at the place's line, one line each. */
  readonly diagnostics: readonly string[];
  /** Files of which nothing may be used, as in a `.gitignore`. */
  readonly excludes: readonly string[];
}
