import { hashWord } from './words';

/**
 * Words by which a sentence gives, limits or asks for something. Text that a licence does not account for matters when it
 * holds one of them; a company's name or a heading does not.
 */
const DUTY_WORDS =
  'agree allowed cannot charge commercial commercially comply condition conditions consent display except exclusively fee fees ' +
  'forbidden grant granted grants may military monthly must noncommercial nonprofit notify nuclear only pay permission permitted prohibit ' +
  'prohibited prominently provided redistribute redistribution register require required requires restrict restricted restriction ' +
  'restrictions revenue revocable royalties royalty sell shall sublicense terminate terminates termination unless unlawful waive not no ' +
  'users attribution research evil';

export const DUTY_HASHES: ReadonlySet<number> = new Set(DUTY_WORDS.split(' ').map(hashWord));

/** `2`, `b`, `iv`: what a list may begin its items with. */
export const MARKER_HASHES: ReadonlySet<number> = new Set(
  [
    ...Array.from({ length: 99 }, (_, index) => String(index + 1)),
    ...'abcdefghijklmnopqrstuvwxyz',
    ...['ii', 'iii', 'iv', 'vi', 'vii', 'viii', 'ix', 'xi', 'xii'],
  ].map(hashWord),
);

export const COPYRIGHT_HASH = hashWord('copyright');
