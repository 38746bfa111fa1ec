import { type LicenseName, licenseOfName, type NamedWords } from './licenseNames';

/** Addresses at which licences are published, and the name that an address spells. */
const ADDRESSES: readonly (readonly [pattern: RegExp, name: (parts: readonly string[]) => string])[] = [
  [/(?:opensource|spdx)\.org\/licenses?\/([\w.+-]+?)(?:-license)?(?:\.(?:php|html|txt|json))?$/, ([id = '']) => id],
  [/apache\.org\/licenses\/LICENSE-(\d\.\d)/, ([version = '']) => `Apache ${version}`],
  [/creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)/, ([kind = '', version = '']) => `CC-${kind}-${version}`],
  [/creativecommons\.org\/publicdomain\/zero\/1\.0/, () => 'CC0-1.0'],
  [
    /(?:gnu|fsf)\.org\/(?:licenses|copyleft)\/(?:old-licenses\/)?([al]?gpl|fdl)-?(\d\.\d)/,
    ([kind = '', version = '']) => `${kind} ${version}`,
  ],
  [/mozilla\.org\/MPL\/(?:MPL-)?(\d\.\d)/, ([version = '']) => `MPL ${version}`],
  [/eclipse\.org\/legal\/epl-?v?(\d)\.?0/, ([version = '']) => `EPL ${version}.0`],
  [/boost\.org\/LICENSE_1_0/, () => 'BSL-1.0'],
  [/(?:^|\/\/|www\.)unlicense\.org/, () => 'Unlicense'],
  [/(?:^|\/\/|www\.)wtfpl\.net/, () => 'WTFPL'],
];

/** The licence whose address stands at a word; null when none does. */
export function licenseAddressAt(named: NamedWords, at: number): LicenseName | null {
  if (named.words.addresses[at] !== 1) return null;
  let end = at;
  while (named.words.addresses[end] === 1 && !/\s/.test(named.between(end))) end++;
  if (named.words.addresses[end] === 1) end++;
  const license = licenseOfAddress(named.slice(at, end));
  return license === null ? null : { license, end };
}

/** The licence that is published at an address. */
function licenseOfAddress(address: string): string | null {
  for (const [pattern, name] of ADDRESSES) {
    const parts = new RegExp(pattern, 'i').exec(address);
    if (parts !== null) return licenseOfName(name(parts.slice(1)));
  }
  return null;
}
