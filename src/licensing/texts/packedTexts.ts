/** What is known of licence texts: names and word hashes, made by scripts/license-fingerprints.mjs. */
export type PackedTexts = typeof import('./fingerprints.json');

let packed: PackedTexts | undefined;

/** Half a megabyte, so it is read at the first call: most runs meet no licence text. */
export function packedTexts(): PackedTexts {
  packed ??= require('./fingerprints.json') as PackedTexts;
  return packed;
}
