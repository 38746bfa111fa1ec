import type { HubReference } from '../../finder';
import type { Takes } from '../calls';
import type { Value } from '../values';

/** A reference at its offsets in the text. */
export interface Found {
  kind: HubReference['kind'];
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  certainty: HubReference['certainty'];
  prose: boolean;
  readonly atRunTime?: boolean;
}

/** Bracket around the current token. */
export interface Frame {
  readonly opener: string;
  /** Of the token that opens it. */
  readonly index: number;
  readonly callee: string | null;
  /** What the callee is a part of: `completions` in `client.chat.completions.create`. */
  readonly receiver: string | null;
  /** Position among a call's arguments. */
  argument: number;
  /** Name that the value at hand is given to: keyword argument, object key or assigned variable. */
  key: string | null;
  keyIsAssigned: boolean;
  /** Those that the values behind the next commas are given to: `a, b = 1, 2`. */
  names: string[];
  /** `repo_type="dataset"` may stand behind the id that it explains. */
  repoType: string | null;
  /** The option that a call declares: its default is a value of it. */
  flag: string | null;
  /** Its place among the arguments. */
  flagAt: number;
  /** What a block is the body of: `enum Models {`. */
  readonly owner: string | null;
  /** Whether such a call takes names; not looked up yet where it is null. */
  takes: Takes | null;
  /** Arguments that fill a place for a name, by the index of their first token. */
  readonly filled: { readonly index: number; readonly kind: HubReference['kind']; readonly onlyNames: boolean }[];
  /** What it loads lies in files of the project's own. */
  readsFiles: boolean;
  /** Its strings in order: a command may be written as a list. */
  readonly strings: Value[];
  readonly found: Found[];
}

export function newFrame(
  opener: string,
  index: number,
  callee: string | null,
  receiver: string | null,
  owner: string | null = null,
): Frame {
  // Written out: there is one for each bracket of a file.
  return {
    opener,
    index,
    callee,
    receiver,
    argument: 0,
    key: null,
    keyIsAssigned: false,
    names: [],
    repoType: null,
    flag: null,
    flagAt: 0,
    owner,
    takes: null,
    filled: [],
    readsFiles: false,
    strings: [],
    found: [],
  };
}
