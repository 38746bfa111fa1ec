import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../../src/editor/escapeMarkdown';

describe('text in Markdown', () => {
  it.each([
    'a [link](https://example.org) and **bold**',
    '<b>tag</b> &amp; entity',
    '# heading',
    '- list',
    '1. list',
    '`code` | table | ~~struck~~',
    'me@example.org, https://example.org, org/name@1.0:tag',
    String.raw`C:\models\a_b_c.gguf`,
  ])('stays as it is: %s', (text) => {
    const html = new MarkdownIt({ html: true, linkify: true }).render(escapeMarkdown(text));
    const shown = html
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
    expect(shown).toBe(`<p>${text}</p>\n`);
  });

  it('stays in its line', () => {
    expect(escapeMarkdown('one\n\n# two')).toBe('one \\# two');
  });
});
