/** A piece of a string as it is written, and where. */
export interface WrittenText {
  readonly text: string;
  readonly start: number;
}

/** What is written in a string, with the place of each of its code units. */
export interface Unescaped {
  readonly text: string;
  readonly offsets: readonly number[];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '' };

/** The pieces as one text without the escapes that JSON, JavaScript and Python have in common. */
export function unescaped(pieces: readonly WrittenText[]): Unescaped {
  let text = '';
  const offsets: number[] = [];
  for (const { text: raw, start } of pieces) {
    for (let index = 0; index < raw.length; index++) {
      const at = start + index;
      const character = raw.charAt(index);
      let unit = character;
      if (character === '\\') {
        const code = raw.charAt(++index);
        const number = code === 'u' ? /^[0-9a-f]{4}/i.exec(raw.slice(index + 1, index + 5))?.[0] : undefined;
        if (number !== undefined) index += 4;
        unit = number === undefined ? (escapes[code] ?? code) : String.fromCharCode(Number.parseInt(number, 16));
      }
      if (unit === '') continue;
      text += unit;
      offsets.push(at);
    }
  }
  return { text, offsets };
}
