/**
 * Readers of what arrives over the process boundary: `unknown` in, a type out. Both ends come from one package, so a message
 * that does not fit is a bug, and throwing is right.
 */
export type Reader<T> = (value: unknown, at: string) => T;

class WireError extends Error {}

function misfit(at: string, wanted: string, value: unknown): WireError {
  return new WireError(`${at}: expected ${wanted}, got ${value === null ? 'null' : typeof value}`);
}

export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string') throw misfit(at, 'a string', value);
  return value;
};

export const number: Reader<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw misfit(at, 'a number', value);
  return value;
};

export const boolean: Reader<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw misfit(at, 'a boolean', value);
  return value;
};

export const nothing: Reader<null> = () => null;

export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (value, at) => {
    const word = words.find((word) => word === value);
    if (word === undefined) throw misfit(at, words.join(' | '), value);
    return word;
  };
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw misfit(at, 'a list', value);
    return value.map((element: unknown, index) => item(element, `${at}[${index}]`));
  };
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined ? undefined : reader(value, at));
}

/** The first reader that accepts the value. */
export function either<A, B>(a: Reader<A>, b: Reader<B>): Reader<A | B> {
  return (value, at) => {
    try {
      return a(value, at);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return b(value, at);
    }
  };
}

type Fields<T> = {
  readonly [K in keyof T]-?: Record<string, never> extends Pick<T, K> ? Reader<T[K] | undefined> : Reader<T[K]>;
};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields; others are dropped, and absent optional ones stay absent. */
export function record<T extends object>(fields: Fields<T>): Reader<T> {
  return (value, at) => {
    if (!isRecord(value)) throw misfit(at, 'an object', value);
    const result: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries<Reader<unknown>>(fields)) {
      const field = reader(value[name], `${at}.${name}`);
      if (field !== undefined) result[name] = field;
    }
    return result as T;
  };
}
