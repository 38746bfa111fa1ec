import * as vscode from 'vscode';

interface ReportParts {
  /** The report's own HTML and style, in which nothing from files or registries is markup. */
  readonly body: string;
  readonly style: string;
}

const toolbarStyle = `
body { margin: 0 auto; padding-bottom: 2rem; }
[data-file] { color: var(--vscode-textLink-foreground); cursor: pointer; }
[data-file]:hover { text-decoration: underline; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.toolbar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 0; background: var(--vscode-editor-background); }
.toolbar p { margin: 0; } .toolbar [hidden] { display: none; }
.toolbar button { padding: 3px 10px; border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); font: inherit; cursor: pointer; }
.toolbar button:hover { background: var(--vscode-button-secondaryHoverBackground); }
.vscode-high-contrast .badge { outline: 1px solid var(--vscode-contrastBorder); }
@media print { .toolbar { display: none; } }
`;

/**
 * The page of a report. The policy lets it run its own script and use its own style and nothing else: no network, no images, no
 * frames.
 */
export function reportPage(webview: vscode.Webview, extension: vscode.Uri, { body, style }: ReportParts): string {
  const nonce = crypto.randomUUID();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', 'report.js'));
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const button = (id: string, text: string) => `<button type="button" id="${id}">${text}</button>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <style nonce="${nonce}">${style}${toolbarStyle}</style>
  <title>${vscode.l10n.t('Licence Report')}</title>
</head>
<body>
  <div class="toolbar" lang="${vscode.env.language}">
    ${button('save', vscode.l10n.t('Save…'))}
    ${button('check', vscode.l10n.t('Check Again'))}
    <p id="stale" role="status" hidden>${vscode.l10n.t('There are newer results.')} ${button('newest', vscode.l10n.t('Show Them'))}</p>
  </div>
  <main>${body}</main>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
