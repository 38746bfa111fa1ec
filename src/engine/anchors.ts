/**
 * Whether a text may be cut behind this line, `text[start, end)`, decided by the line itself: about one line in `every`. A text
 * that is cut at such places is cut at the same ones after an edit elsewhere.
 */
export function isAnchor(text: string, start: number, end: number, every: number): boolean {
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // Its lower bits alone depend on little of the line.
  return ((hash ^ (hash >>> 16)) >>> 0) % every === 0;
}
