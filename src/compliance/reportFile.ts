/** As far as a file's kind shows from its beginning. */
const headLength = 4096;

/** Beginnings of files that tell what was found somewhere: what they name is used there, if at all. */
const kinds: readonly { readonly reason: string; readonly isOne: (path: string, head: string) => boolean }[] = [
  {
    reason: 'report of an earlier check',
    isOne: (path, head) =>
      path.endsWith('.json')
        ? /^\s*\{\s*"verdict":\s*"[a-z]+",\s*"project":\s*\{\s*"kind":/.test(head)
        : /^Licit check of .*: (?:allowed|conditional|review|denied)\n/.test(head) ||
          (head.startsWith('<!doctype html>\n') && head.includes('\n<title>Licit check of ')),
  },
  {
    reason: 'notices of an earlier check',
    isOne: (_, head) => /^# Third-party notices\r?\n\r?\nThis product contains, /.test(head),
  },
  {
    reason: 'report of an analysis',
    isOne: (path, head) => isObject(path, head) && /"\$schema"\s*:\s*"[^"]*\bsarif\b[^"]*"/.test(head),
  },
  {
    reason: 'bill of materials',
    isOne: (path, head) =>
      isObject(path, head) &&
      /"bomFormat"\s*:\s*"CycloneDX"|"spdxVersion"\s*:\s*"SPDX-|"@context"\s*:\s*"https:\/\/spdx\.org\/rdf\//.test(
        head,
      ),
  },
];

/** What a file is that reports on models or lists them and uses none; null for all others. */
export function reportKind(path: string, content: string): string | null {
  const head = content.slice(0, headLength);
  return kinds.find(({ isOne }) => isOne(path, head))?.reason ?? null;
}

function isObject(path: string, head: string): boolean {
  return /\.(?:json|jsonld|sarif)$/.test(path) && /^\s*\{/.test(head);
}
