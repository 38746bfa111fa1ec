/** What a person does in one file, in order. */
export type Step =
  /** The cursor goes to an offset, in UTF-16 code units. */
  | { readonly move: number }
  /** Typed character by character; the editor indents a new line by itself. */
  | { readonly type: string }
  /** So many characters before the cursor, one by one. */
  | { readonly delete: number }
  /** Accepts what is suggested, waits for the next suggestion, and takes it back. */
  | { readonly accept: true };

export interface SessionFile {
  readonly path: string;
  /** As it is before the first step. */
  readonly text: string;
  readonly steps: readonly Step[];
}

/** A recorded stretch of work, e.g. `licit bench --replay FILE`. */
export interface Session {
  readonly files: readonly SessionFile[];
}

/** Reads a session from JSON, or says what is wrong with it. */
export function parseSession(json: string): Session | string {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!isRecord(data) || !Array.isArray(data.files) || data.files.length === 0)
    return 'a replay is { "files": [ { "path", "text", "steps" } ] }';
  const files: SessionFile[] = [];
  for (const [index, file] of data.files.entries()) {
    const read = fileOf(file);
    if (typeof read === 'string') return `files[${index}]${read}`;
    files.push(read);
  }
  return { files };
}

function fileOf(data: unknown): SessionFile | string {
  if (!isRecord(data)) return ' is no object';
  const { path, text, steps } = data;
  if (typeof path !== 'string' || path === '') return '.path is no text';
  if (typeof text !== 'string') return '.text is no text';
  if (!Array.isArray(steps)) return '.steps is no list';
  const read: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const known = stepOf(step);
    if (known === null)
      return `.steps[${index}] is none of { "move": OFFSET }, { "type": TEXT }, { "delete": COUNT }, { "accept": true }`;
    read.push(known);
  }
  return { path, text, steps: read };
}

function stepOf(data: unknown): Step | null {
  if (!isRecord(data) || Object.keys(data).length !== 1) return null;
  const { move, type, delete: count, accept } = data;
  if (isCount(move)) return { move };
  if (typeof type === 'string' && type !== '') return { type };
  if (isCount(count) && count > 0) return { delete: count };
  return accept === true ? { accept } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
