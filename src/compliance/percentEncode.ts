/** Text as a part of an address. Names in JSON may hold halves of UTF-16 pairs, which no address can; they become U+FFFD. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
