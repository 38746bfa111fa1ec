const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/**
 * True for a code of a country (ISO 3166-1 alpha-2; `UK` and `EU` are taken as well). A slip like `EN` would else count as a country
 * outside every territory that a licence names.
 */
export function isCountryCode(code: string): boolean {
  return /^[a-z]{2}$/i.test(code) && code.toUpperCase() !== 'ZZ' && regions.of(code.toUpperCase()) !== undefined;
}
