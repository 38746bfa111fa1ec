/** The entry that is selected in the suggest widget. */
export interface SelectedEntry {
  /** What stands in the document where the entry would go, up to the cursor. */
  readonly typed: string;
  /** What the entry would put there. */
  readonly text: string;
}

/**
 * Whether ghost text can go on from the selected entry. The editor draws it only behind what is typed, so an entry that was
 * found by other letters than its first leaves no place for it.
 */
export function canFollow({ typed, text }: SelectedEntry): boolean {
  return text.toLowerCase().startsWith(typed.toLowerCase());
}
