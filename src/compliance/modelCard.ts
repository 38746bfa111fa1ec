import { isScalar, isSeq, parseDocument } from 'yaml';
import type { Range } from './report';
import type { TextFile } from './text/textFile';

/** What the metadata of a model card says (https://huggingface.co/docs/hub/model-cards). */
export interface ModelCard {
  readonly license: CardValue | null;
  /** The name of a licence that the hub has no tag for. */
  readonly licenseName: CardValue | null;
  readonly bases: readonly CardValue[];
  readonly isDataset: boolean;
}

export interface CardValue {
  readonly text: string;
  readonly range: Range;
}

/** The metadata of a card: YAML between two lines of dashes at the very beginning. A longer one is no metadata. */
const frontMatter = /^\uFEFF?---[ \t]*\r?\n([\s\S]{0,65536}?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** True for the names of files that hold the card of what lies beside them. */
export function isCardName(name: string): boolean {
  return /^(?:README|MODEL_?CARD)\.md$/i.test(name);
}

/** The card in a text; null where it has none, or none that could be read. */
export function modelCard(file: TextFile): ModelCard | null {
  const match = frontMatter.exec(file.text);
  const yaml = match?.[1];
  if (match === null || yaml === undefined || !/^(?:license|license_name|base_model)[ \t]*:/m.test(yaml)) return null;
  const start = match[0].indexOf(yaml);
  const read = (key: string): readonly CardValue[] => {
    const node: unknown = document?.get(key, true);
    const items: readonly unknown[] = isSeq(node) ? node.items : [node];
    return items.flatMap((item) => {
      if (!isScalar(item) || typeof item.value !== 'string' || item.value === '' || item.range == null) return [];
      const quote = item.type === 'QUOTE_SINGLE' || item.type === 'QUOTE_DOUBLE' ? 1 : 0;
      const [from, to] = [item.range[0] + quote, item.range[1] - quote];
      return [{ text: item.value, range: file.range(start + from, start + to) }];
    });
  };
  const document = parsed(yaml);
  return {
    license: read('license')[0] ?? null,
    licenseName: read('license_name')[0] ?? null,
    bases: read('base_model'),
    isDataset: /^(?:task_categories|dataset_info|annotations_creators|source_datasets)[ \t]*:/m.test(yaml),
  };
}

function parsed(yaml: string) {
  try {
    const document = parseDocument(yaml, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length > 0 ? null : document;
  } catch (error) {
    // The parser recurses; no card is nested this deeply.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
