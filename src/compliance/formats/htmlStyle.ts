/**
 * How the report looks. In a browser it follows the system's light or dark colours; where an editor gives its theme's colours as
 * `--vscode-…`, those. On paper everything is open and drawn in black on white.
 */
export const htmlStyle = `
:root { color-scheme: light dark; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 var(--vscode-font-family, system-ui, sans-serif); color: var(--vscode-editor-foreground, CanvasText); background: var(--vscode-editor-background, Canvas); }
a { color: var(--vscode-textLink-foreground, LinkText); overflow-wrap: anywhere; }
code { font-size: .92em; font-family: var(--vscode-editor-font-family, ui-monospace, monospace); color: inherit; background: none; padding: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #8886; }
details { margin: .4rem 0; content-visibility: auto; contain-intrinsic-height: auto 3rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.facts, .path, .sources, figcaption { color: var(--vscode-descriptionForeground, color-mix(in srgb, currentColor 70%, transparent)); font-size: .92em; }
.read { white-space: nowrap; }
.new { padding: 0 .4em; border: 1px solid; border-radius: .6em; font-size: .85em; }
.badge { padding: 0 .5em; border-radius: .6em; color: #fff; font-size: .85em; font-weight: 600; print-color-adjust: exact; }
.denied { background: #b3261e; stroke: #b3261e; }
.review { background: #8a5a00; stroke: #8a5a00; }
.conditional { background: #0b6a75; stroke: #0b6a75; }
.allowed { background: #2d6a30; stroke: #2d6a30; }
figure { margin: 0; overflow-x: auto; }
svg { display: block; margin: .8rem 0; }
svg text { font: 12px var(--vscode-font-family, system-ui, sans-serif); fill: currentColor; stroke: none; }
svg .node { fill: var(--vscode-editor-background, Canvas); stroke: currentColor; stroke-opacity: .6; }
svg .bar { stroke-width: 4; }
svg .edge { stroke: currentColor; stroke-opacity: .6; fill: none; }
svg .data { stroke-dasharray: 5 4; }
@media print {
  @page { margin: 15mm; }
  :root { color-scheme: light; }
  body { max-width: none; margin: 0; padding: 0; font-size: 9pt; line-height: 1.35; color: #000; background: #fff; }
  a { color: inherit; }
  svg { max-width: 100%; max-height: 240mm; height: auto; }
  svg .node { fill: #fff; }
  summary { list-style: none; font-weight: 600; }
  summary::-webkit-details-marker { display: none; }
  details { content-visibility: visible; border-top: 1px solid #bbb; padding-top: .3rem; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details p, details ul { margin: .2rem 0; }
  h2, summary, .facts { break-after: avoid; }
  details, li, tr, summary, svg { break-inside: avoid; }
  .facts, .path, .sources, figcaption { color: #444; }
}
`
  .trim()
  .replace(/\n\s*/g, '');
