import MarkdownIt from 'markdown-it';

/** Words on the buttons of a code block. */
export interface CodeBlockWords {
  readonly copy: string;
  readonly insert: string;
}

/**
 * Markdown of an answer as HTML. What a model writes is untrusted: no HTML of its own, no images (they would be requests to
 * somewhere), and links only to the web.
 */
export function createMarkdown(words: () => CodeBlockWords): (text: string) => string {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const { escapeHtml } = markdown.utils;
  markdown.disable('image');
  markdown.validateLink = (url) => /^https?:\/\//i.test(url);

  const codeBlock = (code: string, language: string) =>
    `<div class="code"><div class="code-bar"><span>${escapeHtml(language)}</span>` +
    `<button type="button" data-code="copy">${escapeHtml(words().copy)}</button>` +
    `<button type="button" data-code="insert">${escapeHtml(words().insert)}</button></div>` +
    `<pre tabindex="0"><code>${escapeHtml(code)}</code></pre></div>\n`;
  markdown.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index];
    return token === undefined ? '' : codeBlock(token.content, token.info.trim().split(/\s+/)[0] ?? '');
  };
  markdown.renderer.rules.code_block = (tokens, index) => codeBlock(tokens[index]?.content ?? '', '');
  return (text) => markdown.render(text);
}
