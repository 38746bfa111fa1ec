import type { ErrorObject, ValidateFunction } from 'ajv';

const validators = new Map<string, ValidateFunction>();

export type ParsedJson<T> =
  | { readonly ok: true; readonly value: T }
  /** Where in the text, and what is wrong there. */
  | { readonly ok: false; readonly problem: string };

/**
 * JSON text that must follow a schema, as the type that the schema describes. `name` keys the compiled schema: one schema, one name.
 * ajv is loaded at the first call, so that a program which reads no such file does not pay for it.
 */
export function parseJson<T>(text: string, schema: object, name: string): ParsedJson<T> {
  const read = readJson(text);
  return read.ok ? checkedJson<T>(read.value, schema, name) : read;
}

/** JSON text as the value that it is. */
export function readJson(text: string): ParsedJson<unknown> {
  try {
    return { ok: true, value: JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) };
  } catch (error) {
    return { ok: false, problem: syntaxProblem(text, error) };
  }
}

/** A value that came out of JSON, checked against a schema. */
export function checkedJson<T>(value: unknown, schema: object, name: string): ParsedJson<T> {
  let validate = validators.get(name);
  if (validate === undefined) {
    const { Ajv } = require('ajv') as typeof import('ajv');
    // `enumDescriptions` is for editors, which show it beside the choices. The schemas are our own: that they are schemas is a
    // test's business, which takes longer than all the rest.
    const options = {
      discriminator: true,
      allowUnionTypes: true,
      keywords: ['enumDescriptions'],
      validateSchema: false,
    };
    validate = new Ajv(options).compile(schema);
    validators.set(name, validate);
  }
  if (validate(value)) return { ok: true, value: value as T };
  const error = validate.errors?.[0];
  return { ok: false, problem: error === undefined ? 'it does not follow its schema' : schemaProblem(value, error) };
}

function syntaxProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const reason = message.replace(/\s*\(?(?:in JSON )?at position.*$/s, '').replace(/\s+/g, ' ');
  if (position === undefined) return `it is not JSON (${reason})`;
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: it is not JSON (${reason})`;
}

function schemaProblem(root: unknown, error: ErrorObject): string {
  const parameters: Readonly<Record<string, unknown>> = error.params;
  const allowed = parameters.allowedValues;
  const detail =
    parameters.additionalProperty !== undefined
      ? `“${String(parameters.additionalProperty)}” is not a property here`
      : Array.isArray(allowed)
        ? `must be one of ${allowed.join(', ')}`
        : 'allowedValue' in parameters
          ? `must be ${String(parameters.allowedValue)}`
          : (error.message ?? 'is not valid');
  return `at ${place(root, error.instancePath)}: ${detail}`;
}

/** A JSON pointer, with the `id` of a record in place of its index. */
function place(root: unknown, pointer: string): string {
  const parts = pointer.split('/').slice(1);
  const said: string[] = [];
  let value = root;
  for (const part of parts) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    const id = /^\d+$/.test(key) && typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
    said.push(typeof id === 'string' ? id : key);
  }
  return said.length === 0 ? 'the top level' : said.join(' › ');
}
