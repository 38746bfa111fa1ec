import type { HubReference } from '../../finder';
import type { Token } from '../../text/lex';
import {
  type CallTable,
  declaresOption,
  FILE_LOADERS,
  handsOn,
  sendsOut,
  setterKind,
  slotOf,
  takesPair,
} from '../calls';
import { isGenericKey, keyKind, memberKind } from '../keys';
import { isBuilderCall } from './callees';
import type { Found, Frame } from './frame';
import type { SourceCode } from './sourceCode';

/** Tells what a place takes, by the brackets around it. */
export class Places {
  constructor(
    private readonly code: SourceCode,
    private readonly calls: CallTable,
    /** From the outermost bracket to the innermost. */
    private readonly frames: readonly Frame[],
  ) {}

  /**
   * What the brackets around the token at `at` say about a value that stands there. `direct`: nothing is made of it there.
   * `enumeration`: the name of the class whose members the lines are.
   */
  of(
    at: number,
    direct: boolean,
    enumeration: string | undefined,
  ): Pick<Found, 'kind' | 'certainty'> | 'sent-out' | null {
    for (let depth = this.frames.length - 1; depth >= 0; depth--) {
      const frame = this.frames[depth];
      const outer = this.frames[depth - 1];
      if (frame === undefined) return null;
      if (sendsOut(frame.callee)) return 'sent-out';
      const isInnermost = depth === this.frames.length - 1;
      const slot = this.slotAt(frame, outer);
      if (slot !== undefined) {
        const isFile = slot.kind === 'dataset' && direct && isInnermost && namesFileLoader(frame);
        return isFile ? null : { kind: slot.kind, certainty: isInnermost && direct ? 'slot' : 'key' };
      }
      const option = this.optionKind(frame, at) ?? this.setKind(frame, at, isInnermost && direct);
      const isSaid = option !== null && (declaresOption(frame.callee) || this.code.isAboutLearning);
      if (isSaid) return { kind: option, certainty: 'key' };
      if (frame.key !== null) {
        const collection = frame.opener === '{' ? (frame.owner ?? outer?.key) : enumeration;
        const kind =
          keyKind(frame.key) ??
          memberKind(collection ?? '', frame.key) ??
          (isInnermost ? null : memberKind(frame.key, ''));
        if (kind !== null) return { kind, certainty: 'key' };
        if (!isGenericKey(frame.key)) return null;
        if (frame.opener === '{') continue;
      }
      // What a function makes of its argument is its own matter, unless it is known to hand it on.
      if (frame.opener === '{' && !this.isWholeArm(at, isInnermost)) return null;
      if (frame.opener === '(' && !handsOn(frame.callee)) return null;
    }
    return null;
  }

  /** The value at a token is what an arm of a block gives back; in Rust the first of several, and of blocks in blocks, too. */
  private isWholeArm(at: number, isInnermost: boolean): boolean {
    const { tokens, extension } = this.code;
    if (extension !== '.rs') return isInnermost && isArm(tokens, at);
    return isArm(tokens, at) || (tokens[at - 1]?.text === '(' && isArm(tokens, at - 1));
  }

  /** The slot that a value in a bracket fills: as an argument, or as a member of an object that is one. */
  slotAt(frame: Frame, outer: Frame | undefined) {
    if (frame.callee !== null) {
      const slots = this.calls.slots(frame.callee, frame.receiver);
      return slots === undefined ? undefined : slotOf(slots, frame.key, frame.argument);
    }
    if (frame.opener !== '{' || frame.key === null || outer == null || outer.callee === null) return undefined;
    const slots = this.calls.slots(outer.callee, outer.receiver);
    return slots === undefined ? undefined : slotOf(slots, frame.key, -1);
  }

  /** What the default of a declared option takes, by the option's name. */
  private optionKind({ callee, flag, flagAt, key, argument }: Frame, at: number): HubReference['kind'] | null {
    if (takesPair(callee) && flag !== null && key === null && argument > flagAt) return keyKind(flag);
    if (callee === 'arg' && flag === null && /^default_value(?:_t)?$/.test(key ?? ''))
      return keyKind(fieldBehind(this.code.tokens, at));
    if (!declaresOption(callee) || flag === null) return null;
    return /^default(?:_?value(?:_t)?)?$/i.test(key ?? '') || (key === null && argument === 1) ? keyKind(flag) : null;
  }

  /** What the only argument of a setter is. */
  private setKind({ callee, key, argument }: Frame, at: number, isArgument: boolean): HubReference['kind'] | null {
    if (!isArgument || key !== null || argument !== 0) return null;
    return setterKind(callee, isBuilderCall(this.code.tokens, at));
  }
}

function namesFileLoader({ strings }: Frame): boolean {
  const last = strings[strings.length - 1];
  return last !== undefined && FILE_LOADERS.has(last.text);
}

/** The value at a token stands behind `=>` or `->`. */
function isArm(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.text === '>' && /^[=-]$/.test(tokens[index - 2]?.text ?? '');
}

/** The field that the attribute around a token stands before: `#[arg(…)] pub model: String`. */
function fieldBehind(tokens: readonly Token[], index: number): string {
  for (let at = index; at < index + 20; at++) {
    if (tokens[at]?.text !== ']') continue;
    const name = tokens[at + 1]?.text === 'pub' ? at + 2 : at + 1;
    return tokens[name + 1]?.text === ':' ? (tokens[name]?.text ?? '') : '';
  }
  return '';
}
