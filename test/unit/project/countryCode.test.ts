import { describe, expect, it } from 'vitest';
import { isCountryCode } from '../../../src/project/countryCode';
import { parsePolicy } from '../../../src/project/policyFile';

describe('codes of countries', () => {
  it.each(['DE', 'de', 'US', 'KR', 'GB', 'UK', 'EU', 'RE', 'TW'])('%s is one', (code) => {
    expect(isCountryCode(code)).toBe(true);
  });
  it.each(['EN', 'XX', 'AA', 'ZZ', '', 'D', 'DEU', 'Germany', '12', 'D1'])('“%s” is none', (code) => {
    expect(isCountryCode(code)).toBe(false);
  });

  it('a policy with a slip in one is not valid', () => {
    const policy = (code: string) => parsePolicy(`{ "project": { "territory": ["DE", "${code}"] } }`, 'p.json');
    expect(policy('US')).toMatchObject({ ok: true });
    expect(policy('EN')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/p\.json.*project › territory.*EN/),
    });
  });
});
