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

/** Words of duty that names have, too: `Naval Research Laboratory`. */
const IN_NAMES = new Set(['research', 'display', 'users', 'military', 'nuclear']);

/** Words of sentences. Not among them are `limited` and the like, which names have. */
const SENTENCE_WORDS =
  'is are be been will to that this these such as if when where any carry carries marked sale sold works copies copy modified ' +
  'excluded included include includes purposes purpose educational acknowledge acknowledgement acknowledgements advertising ' +
  'export laws derived redistributions distribute distributed distribution use used using modify license licensed licensee ' +
  'notice provide provides warranty warranties liable liability accept bound indemnify royalties free charge';

/** Words that no name of a person or company has: where any name may stand, a sentence may not. */
export const SENTENCE_HASHES: ReadonlySet<number> = new Set(
  [...SENTENCE_WORDS.split(' '), ...DUTY_WORDS.split(' ').filter((word) => !IN_NAMES.has(word))].map(hashWord),
);

/** `2`, `b`, `iv`: what a list may begin its items with. */
export const MARKER_HASHES: ReadonlySet<number> = new Set(
  [
    ...Array.from({ length: 99 }, (_, index) => String(index + 1)),
    ...'abcdefghijklmnopqrstuvwxyz',
    ...['ii', 'iii', 'iv', 'vi', 'vii', 'viii', 'ix', 'xi', 'xii'],
  ].map(hashWord),
);

export const COPYRIGHT_HASH = hashWord('copyright');
