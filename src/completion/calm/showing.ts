/** Nothing is shown so soon after the user indented by hand, as the next Tab may be meant to indent further. Milliseconds. */
const INDENTING = 800;

/** When a suggestion may be shown. Times in milliseconds on one clock. */
export interface ShowingTimes {
  readonly lastKey: number;
  /** When the user last changed a line's indentation by hand. */
  readonly lastIndent: number;
  /** What the user set. */
  readonly delay: number;
  /** From ignored suggestions. */
  readonly backOffDelay: number;
}

/** The moment from which an automatic suggestion may be shown. */
export function showableAt({ lastKey, lastIndent, delay, backOffDelay }: ShowingTimes): number {
  return Math.max(lastKey + delay + backOffDelay, lastIndent + INDENTING);
}
