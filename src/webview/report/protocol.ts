// What the page of a report and its host say to each other. Types only: the page runs in a browser and shares nothing else.

export type FromReport =
  | { readonly kind: 'ready' }
  /** Open a place that the report names. Line and column from 1; null for the file as a whole. */
  | { readonly kind: 'open'; readonly file: string; readonly line: number | null; readonly column: number | null }
  | { readonly kind: 'save' }
  | { readonly kind: 'check' }
  | { readonly kind: 'newest' };

/** The results are newer than this page. */
export type ToReport = { readonly kind: 'stale' };
