/** Made when a country is first asked for: it costs more than all else at the start of a command. */
let regions: Intl.DisplayNames | null = null;

/**
 * True for a code of a country (ISO 3166-1 alpha-2; `UK` and `EU` are taken as well). A slip like `EN` would else count as a country
 * outside every territory that a licence names.
 */
export function isCountryCode(code: string): boolean {
  if (!/^[a-z]{2}$/i.test(code) || code.toUpperCase() === 'ZZ') return false;
  regions ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return regions.of(code.toUpperCase()) !== undefined;
}
