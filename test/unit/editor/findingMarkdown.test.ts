import markdown from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/compliance/report';
import { findingMarkdown } from '../../../src/editor/findingMarkdown';
import type { Reason } from '../../../src/licensing/explanation';
import { UNKNOWN_MODEL } from '../../fixtures/ids';

const reason = (own: Partial<Reason>): Reason => ({
  rule: 'use-forbidden',
  effect: 'denied',
  artefact: 'weights',
  subject: UNKNOWN_MODEL,
  license: null,
  path: [],
  text: 'because',
  evidence: [],
  ...own,
});

const finding = (own: Partial<Finding>): Finding => ({
  rule: 'use-forbidden',
  level: 'error',
  kind: 'model',
  file: 'a.py',
  range: null,
  reference: UNKNOWN_MODEL,
  resolved: UNKNOWN_MODEL,
  use: 'service',
  license: null,
  verdict: 'denied',
  counts: true,
  message: 'it is denied',
  reasons: [reason({})],
  obligations: [],
  ...own,
});

/** As HTML, in which any markup that got through shows. */
function html(own: Partial<Finding>): string {
  const text = findingMarkdown(finding(own), {
    verdict: (verdict) => verdict,
    why: 'Why',
    duties: 'Duties',
    readOn: (where, day) => `${where}; read on ${day}`,
    doesNotCount: 'Does not count',
    more: 'More',
    disclaimer: 'No legal advice',
    rule: (rule) => `https://rules.test/${rule}`,
    explain: ({ resolved }) => (resolved === null ? undefined : 'https://explain.test'),
  });
  return markdown({ html: true, linkify: true }).render(text);
}

describe('the hover of a finding', () => {
  it('holds the verdict, the reasons with rule and sources, and the disclaimer', () => {
    const evidence = [{ url: 'https://example.org/a_b?c=(d)', checked: '2026-01-02' }];
    const shown = html({ reasons: [reason({ effect: 'allowed', text: 'mild' }), reason({ evidence })] });
    expect(shown).toContain('<strong>denied</strong>: it is denied');
    expect(shown).toContain('<a href="https://rules.test/use-forbidden">use-forbidden</a>');
    expect(shown).toContain('<a href="https://example.org/a_b?c=(d)">example.org</a>; read on 2026-01-02');
    expect(shown.indexOf('because')).toBeLessThan(shown.indexOf('mild'));
    expect(shown).toContain('<em>No legal advice</em>');
    expect(shown).toContain('<a href="https://explain.test">More</a>');
  });

  it('lists the duties of what may be used, and none of what may not', () => {
    const obligations = [{ kind: 'notice', text: 'Keep the notice', license: 'MIT', uses: ['ship'] }] as const;
    expect(html({ verdict: 'conditional', obligations })).toContain('<li>Keep the notice (MIT)</li>');
    expect(html({ obligations })).not.toContain('Duties');
  });

  it('says of a note that it does not count', () => {
    expect(html({ counts: false })).toContain('<em>Does not count</em>');
  });

  it.each([
    ['tags', '<img src=x onerror=alert(1)>'],
    ['links', '[click](command:workbench.action.quit)'],
    ['links that VS Code finds itself', 'command:workbench.action.quit'],
    ['automatic links', '<https://evil.test>'],
    ['bare addresses', 'https://evil.test www.evil.test a@evil.test'],
    ['images', '![x](https://evil.test/p.png)'],
    ['headings', '\n# big'],
    ['a fence', '\n```\ncode'],
    ['a table', '\n|a|b|\n|-|-|\n|c|d|'],
    ['an escape of its own', '\\[a\\](b)'],
  ])('shows %s of a message, a reason or a duty as text', (_, text) => {
    const obligations = [{ kind: 'notice', text, license: text, uses: ['ship'] }] as const;
    const own = { verdict: 'review', message: text, reasons: [reason({ text })], obligations } as const;
    const shown = html(own);
    const plain = html({
      ...own,
      message: 'm',
      reasons: [reason({ text: 'm' })],
      obligations: [{ ...obligations[0], text: 'm', license: 'm' }],
    });
    const tags = (page: string) => page.match(/<[a-z][^>]*>/g);
    expect(tags(shown)).toEqual(tags(plain));
  });

  it.each(['javascript:alert(1)', 'command:x', 'file:///etc/passwd', 'docs/rules/a.md', 'https:// x>y'])(
    'makes no link of the source %s',
    (url) => {
      expect(html({ reasons: [reason({ evidence: [{ url, checked: '2026-01-02' }] })] })).not.toMatch(
        /<a href="(?!https:\/\/(?:rules|explain)\.test)/,
      );
    },
  );

  it('stays within its list', () => {
    const reasons = Array.from({ length: 50 }, () => reason({}));
    expect(html({ reasons }).match(/<li>/g)).toHaveLength(7);
  });
});
