/**
 * Byte-level BPE vocabularies write each byte as one printable character (GPT-2's table): printable Latin-1 stands for
 * itself, the others are shifted to U+0100 and up.
 */
function table(): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  let shifted = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    result.set(String.fromCodePoint(printable ? byte : shifted++), String.fromCharCode(byte));
  }
  return result;
}

const BYTES = table();

/** The bytes of a byte-level token, one character (U+0000 to U+00FF) per byte. A character outside the table is kept as its UTF-8. */
export function byteLevelBytes(token: string): string {
  let bytes = '';
  for (const character of token) bytes += BYTES.get(character) ?? Buffer.from(character, 'utf8').toString('latin1');
  return bytes;
}
