import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../../src/webview/chat/markdown';

const render = createMarkdown(() => ({ copy: 'Copy', insert: 'Insert' }));

describe('markdown of an answer', () => {
  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['an event handler', '<b onclick="x()">b</b>'],
    ['a script in a code block', '```\n</code></pre><script>alert(1)</script>\n```'],
    ['a tag as the language of a code block', '```<script>\nx\n```'],
  ])('keeps %s as text', (_, text) => {
    const html = render(text);
    expect(html).not.toMatch(/<script|<b /);
    expect(html).toContain('&lt;');
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a](command:licit.check)',
    '[a](vscode://x)',
    '[a](file:///etc/passwd)',
    '[a](data:text/html,x)',
  ])('makes no link of %s', (text) => {
    expect(render(text)).not.toContain('<a');
  });

  it('makes no request for an image', () => {
    expect(render('![x](https://example.org/p.png?secret)')).not.toContain('<img');
  });

  it('links to the web', () => {
    expect(render('[a](https://example.org)')).toContain('<a href="https://example.org">');
  });

  it('gives each code block its buttons and its text', () => {
    const html = render('```ts\nconst a = 1 < 2;\n```\n\n    indented\n');
    expect(html.match(/data-code="copy"/g)).toHaveLength(2);
    expect(html.match(/data-code="insert"/g)).toHaveLength(2);
    expect(html).toContain('const a = 1 &lt; 2;\n</code>');
    expect(html).toContain('<span>ts</span>');
  });

  it('closes a code block that is still being written', () => {
    expect(render('```ts\nconst a')).toContain('const a');
  });
});
