import * as vscode from 'vscode';

/**
 * The chat panel's page. The policy lets it load its own two files and nothing else: no network, no images, no frames, no
 * inline script or style.
 */
export function chatPage(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', 'chat.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', 'chat.css'));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>${vscode.l10n.t('Chat')}</title>
</head>
<body>
  <section id="model"><p id="model-text"></p><div id="model-actions" class="actions"></div></section>
  <main id="log" role="log" aria-live="off" tabindex="0"></main>
  <div id="announcement" class="visually-hidden" aria-live="polite"></div>
  <form id="form">
    <div id="attached" hidden><span id="attached-text"></span><button type="button" id="detach">×</button></div>
    <textarea id="ask" rows="2"></textarea>
    <div class="row">
      <button type="button" id="attach"></button>
      <span class="space"></span>
      <button type="button" id="stop" hidden></button>
      <button type="submit" id="send" class="primary"></button>
    </div>
  </form>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** Where the page's files lie. */
export function pageRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview'), vscode.Uri.joinPath(extension, 'media')];
}
