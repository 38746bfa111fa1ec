import type { HubReference, TextFinder } from '../finder';
import { hubAddresses, hubIdsInProse } from './hubId';
import { readLines } from './lineReferences';

/** A model card's metadata: YAML between two lines of dashes at the very beginning. */
const frontMatter = /^---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/;

/**
 * Hub ids that documents mention. They are notes: words about a model are no use of it. The metadata of a model card is no
 * prose: it says what the model here was made from.
 */
export const proseReferences: TextFinder = {
  wants: (file) =>
    /^\.(?:md|mdx|markdown|rst|txt|adoc|tex|org)$/.test(file.extension) ||
    /^(?:README|NOTICE|CHANGELOG)$/i.test(file.name),
  clues: () => 'prose',
  find: (file) => {
    const metadata = frontMatter.exec(file.text)?.[0].length ?? 0;
    const found: HubReference[] = [...readLines(file, 0, metadata)];
    const body = file.text.slice(metadata);
    const addresses: [number, number][] = [];
    const keep = (kind: HubReference['kind'], reference: string, start: number) =>
      found.push({
        kind,
        reference,
        range: file.range(metadata + start, metadata + start + reference.length),
        certainty: 'mention',
        prose: true,
      });
    for (const address of hubAddresses(body)) {
      addresses.push([address.index, address.index + address.text.length]);
      keep(address.kind, address.text, address.index);
    }
    let next = 0;
    for (const id of hubIdsInProse(body)) {
      // Both lists are in order, so one pass tells which ids are part of an address.
      while (next < addresses.length && (addresses[next]?.[1] ?? 0) <= id.index) next++;
      const inside = addresses[next];
      if (inside === undefined || id.index < inside[0]) keep('model', id.text, id.index);
    }
    return found;
  },
};
