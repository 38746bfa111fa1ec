import type { Bill } from '../bill';
import { escapeHtml } from './escapeHtml';

interface Node {
  readonly key: string;
  readonly label: string;
  readonly license: string;
  readonly parents: readonly { readonly key: string; readonly label: string }[];
}

const width = 250;
const height = 40;
const gapX = 90;
const gapY = 14;
/** A drawing of more is no help to anybody; the findings have it all. */
const mostNodes = 150;

/**
 * The lineage of a bill's models as an SVG drawing: what the project names on the left, what it was made from to the right
 * of it. null where there is nothing to draw.
 */
export function lineageSvg(bill: Bill): string | null {
  const nodes = new Map<string, Node>();
  for (const { key, license, bases, data } of bill.models) {
    const parents = [
      ...bases.map((base) => ({ key: base.key, label: base.relation })),
      ...data.map((link) => ({ key: link.key, label: link.role })),
    ];
    nodes.set(key, { key, label: key.slice(key.indexOf(':') + 1), license: license ?? 'no licence found', parents });
  }
  for (const { key, license } of bill.datasets) {
    nodes.set(key, {
      key,
      label: key.slice(key.indexOf(':') + 1),
      license: license ?? 'no licence found',
      parents: [],
    });
  }
  if (nodes.size > mostNodes) return null;
  const columns = columnsOf(nodes);
  if (columns.size === 0) return null;
  const places = placesOf(columns);
  const edges: string[] = [];
  const boxes: string[] = [];
  for (const [key, { x, y }] of places) {
    const node = nodes.get(key);
    if (node === undefined) continue;
    for (const parent of node.parents) {
      const to = places.get(parent.key);
      if (to === undefined) continue;
      const middle = y + height / 2;
      edges.push(
        `<path class="edge" d="M${x + width} ${middle}C${x + width + gapX / 2} ${middle} ${to.x - gapX / 2} ${to.y + height / 2} ${to.x} ${to.y + height / 2}"><title>${escapeHtml(parent.label)}</title></path>`,
      );
    }
    boxes.push(
      `<g><title>${escapeHtml(`${node.label}: ${node.license}`)}</title><rect class="node" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>` +
        `<text x="${x + 8}" y="${y + 16}">${escapeHtml(shortened(node.label))}</text><text x="${x + 8}" y="${y + 32}" opacity=".7">${escapeHtml(shortened(node.license))}</text></g>`,
    );
  }
  const right = Math.max(...[...places.values()].map(({ x }) => x)) + width + 2;
  const bottom = Math.max(...[...places.values()].map(({ y }) => y)) + height + 2;
  return `<svg role="img" aria-label="Lineage of the models" viewBox="-1 -1 ${right} ${bottom}" width="${right}" height="${bottom}">${edges.join('')}${boxes.join('')}</svg>`;
}

/** The column of each node that is a part of some lineage: one further right than everything made from it. */
function columnsOf(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const place = (key: string, column: number, above: ReadonlySet<string>) => {
    const node = nodes.get(key);
    if (node === undefined || above.has(key) || (columns.get(key) ?? -1) >= column) return;
    columns.set(key, column);
    for (const parent of node.parents) place(parent.key, column + 1, new Set([...above, key]));
  };
  const made = new Set([...nodes.values()].flatMap((node) => node.parents.map((parent) => parent.key)));
  for (const node of nodes.values()) if (node.parents.length > 0 && !made.has(node.key)) place(node.key, 0, new Set());
  return columns;
}

function placesOf(
  columns: ReadonlyMap<string, number>,
): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const rows = new Map<number, number>();
  return new Map(
    [...columns].map(([key, column]) => {
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [key, { x: column * (width + gapX), y: row * (height + gapY) }] as const;
    }),
  );
}

function shortened(text: string): string {
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
}
