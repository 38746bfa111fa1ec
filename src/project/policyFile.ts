import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import schema from '../../licit.policy.schema.json';
import { checkedJson } from '../registry/json';
import { isCountryCode } from './countryCode';
import type { Policy, PolicyException, PolicyRule } from './policy';

/** Name of the policy file in a project's folder. */
export const POLICY_FILE = 'licit.policy.json';

export type ReadPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly file: string }
  /** `missing`: there is no such file, which is no failure for a project without a policy. `message`: one line that says what to do. */
  | { readonly ok: false; readonly kind: 'missing' | 'invalid'; readonly message: string };

/** Reads and checks a policy. Comments are accepted, as editors write them into JSON files of a project. */
export function readPolicy(file: string): ReadPolicy {
  const text = readText(file);
  if (typeof text !== 'string') return text;
  return parsePolicy(text, file);
}

function readText(file: string): string | Extract<ReadPolicy, { ok: false }> {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT') {
      return { ok: false, kind: 'missing', message: `There is no policy ${file}: name a file that exists.` };
    }
    return {
      ok: false,
      kind: 'invalid',
      message: `The policy ${file} could not be read (${code}): make it readable or name another.`,
    };
  }
}

/** A policy from its text; `file` stands in the message. */
export function parsePolicy(text: string, file: string): ReadPolicy {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const what = printParseErrorCode(first.error)
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
    return invalid(file, `${lineAndColumn(text, first.offset)}: it is not JSON (${what})`);
  }
  const checked = checkedJson<Policy>(value, schema, 'policy');
  if (!checked.ok) return invalid(file, checked.problem);
  const wrong = checked.value.project?.territory?.find((code) => !isCountryCode(code));
  if (wrong !== undefined) return invalid(file, `at project › territory: ${wrong} is no country's code (ISO 3166-1)`);
  return { ok: true, policy: checked.value, file };
}

function invalid(file: string, problem: string): ReadPolicy {
  const message = `The policy ${file} is not valid: ${problem}; correct it there, licit.policy.schema.json says what is expected.`;
  return { ok: false, kind: 'invalid', message };
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

export type WrotePolicy = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Lists of a policy that a decision is added to, with what stands in each. */
interface PolicyLists {
  readonly exceptions: PolicyException;
  readonly deny: PolicyRule;
  readonly review: PolicyRule;
}

/** Adds an exception to a policy file, which is made if there is none; everything else in the file stays as its owners wrote it. */
export function writeException(file: string, exception: PolicyException): WrotePolicy {
  return writeDecision(file, 'exceptions', exception);
}

/** Adds a decision to a list of a policy file, like {@link writeException}. */
export function writeDecision<List extends keyof PolicyLists>(
  file: string,
  list: List,
  decision: PolicyLists[List],
): WrotePolicy {
  const text = readText(file);
  if (typeof text !== 'string' && text.kind === 'invalid') return { ok: false, message: text.message };
  const edited = withDecision(typeof text === 'string' ? text : EMPTY_POLICY, list, decision, file);
  return edited.ok ? write(file, edited.text) : edited;
}

/** Makes a policy file that decides nothing yet; one that is there stays as it is. */
export function makePolicy(file: string): WrotePolicy {
  const text = readText(file);
  if (typeof text === 'string') return { ok: true };
  return text.kind === 'invalid' ? { ok: false, message: text.message } : write(file, EMPTY_POLICY);
}

const EMPTY_POLICY = '{}\n';

function write(file: string, text: string): WrotePolicy {
  try {
    writeFileSync(file, text);
    return { ok: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    return { ok: false, message: `${basename(file)} could not be written (${code}): make ${file} writable.` };
  }
}

type EditedPolicy = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** The text of a policy with one more exception. */
export function withException(text: string, exception: PolicyException, file: string): EditedPolicy {
  return withDecision(text, 'exceptions', exception, file);
}

/** The text of a policy with one more decision. */
function withDecision<List extends keyof PolicyLists>(
  text: string,
  name: List,
  decision: PolicyLists[List],
  file: string,
): EditedPolicy {
  const read = parsePolicy(text, file);
  if (!read.ok) return { ok: false, message: read.message };
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) return { ok: false, message: `The policy ${file} is empty: write {} into it.` };
  const style = styleOf(text);
  const list = findNodeAtLocation(root, [name]);
  const edit =
    list === undefined
      ? insertion(text, root, `"${name}": [${style.line(2)}${style.json(decision, 2)}${style.line(1)}]`, 1, style)
      : insertion(text, list, style.json(decision, 2), 2, style);
  return { ok: true, text: applyEdits(text, [edit]) };
}

interface Style {
  /** A line break, and the indentation of a depth. */
  line(depth: number): string;
  /** A value as it stands at a depth. */
  json(value: unknown, depth: number): string;
}

/** New lines look like those around them. */
function styleOf(text: string): Style {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const line = (depth: number) => eol + indent.repeat(depth);
  return { line, json: (value, depth) => JSON.stringify(value, null, indent).replaceAll('\n', line(depth)) };
}

/**
 * One member more at the end of an object or a list. jsonc-parser's own insertion would format its neighbours, too, and those are
 * not ours.
 */
function insertion(text: string, parent: Node, member: string, depth: number, style: Style): Edit {
  const last = parent.children?.at(-1);
  if (last !== undefined)
    return { offset: last.offset + last.length, length: 0, content: `,${style.line(depth)}${member}` };
  const offset = parent.offset + 1;
  const closes = /^\s*[\]}]/.test(text.slice(offset)) && !/^[ \t]*\r?\n/.test(text.slice(offset));
  return { offset, length: 0, content: `${style.line(depth)}${member}${closes ? style.line(depth - 1) : ''}` };
}
