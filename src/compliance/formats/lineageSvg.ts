import type { Verdict } from '../../licensing/verdict';
import type { Bill } from '../bill';
import { escapeHtml } from './escapeHtml';

interface Node {
  readonly key: string;
  readonly label: string;
  readonly license: string;
  /** Of what the project names; null for what is here only because something else was made from it. */
  readonly verdict: Verdict | null;
  readonly parents: readonly { readonly key: string; readonly label: string; readonly isData: boolean }[];
}

interface Place {
  readonly column: number;
  readonly row: number;
}

/** The lineage as drawings, one for each group of what is related, or why there is none. */
export type Drawing =
  | { readonly kind: 'drawn'; readonly svgs: readonly string[] }
  | { readonly kind: 'too-many'; readonly nodes: number };

/** Of a box; as wide as the longest text of its column asks for. */
const leastWidth = 120;
const mostLetters = 44;
/** No fonts can be measured here: a little more than a letter of most is wide. */
const letterWidth = 7;
const height = 40;
const gapX = 40;
const gapY = 14;
/** A drawing of more is no help to anybody; the findings have it all. */
const mostNodes = 150;

/**
 * The lineage of a bill's models as SVG drawings: what the project names on the left, what it was made from to the right
 * of it. null where there is nothing to draw.
 */
export function lineageSvg(bill: Bill): Drawing | null {
  const nodes = nodesOf(bill);
  const columns = columnsOf(nodes);
  if (columns.size === 0) return null;
  if (columns.size > mostNodes) return { kind: 'too-many', nodes: columns.size };
  return { kind: 'drawn', svgs: relatedIn(nodes).map((related) => groupSvg(related, columns)) };
}

/** Everything that has a common part in its lineage, together: lines stay short, and a page can end between two groups. */
function relatedIn(nodes: ReadonlyMap<string, Node>): readonly ReadonlyMap<string, Node>[] {
  const groups: Map<string, Node>[] = [];
  for (const root of rootsOf(nodes)) {
    const own = lineageOf(root, nodes);
    const shared = groups.filter((group) => [...own.keys()].some((key) => group.has(key)));
    const [first = new Map<string, Node>(), ...others] = shared;
    if (shared.length === 0) groups.push(first);
    for (const group of [...others, own]) for (const [key, node] of group) first.set(key, node);
    for (const other of others) groups.splice(groups.indexOf(other), 1);
  }
  return groups;
}

/** A node with all that it was made from. */
function lineageOf(root: Node, nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (found.has(node.key)) continue;
    found.set(node.key, node);
    for (const { key } of node.parents) {
      const parent = nodes.get(key);
      if (parent !== undefined) pending.push(parent);
    }
  }
  return found;
}

function groupSvg(nodes: ReadonlyMap<string, Node>, columns: ReadonlyMap<string, number>): string {
  const places = placesOf(nodes, columns);
  const lefts = new Columns(nodes, places);
  const edges: string[] = [];
  const boxes: string[] = [];
  for (const [key, place] of places) {
    const node = nodes.get(key);
    if (node === undefined) continue;
    for (const parent of node.parents) {
      const to = places.get(parent.key);
      if (to !== undefined) edges.push(edgeSvg(lefts, place, to, parent));
    }
    boxes.push(boxSvg(node, lefts, place));
  }
  const right = Math.max(...[...places.values()].map((place) => lefts.rightOf(place))) + 2;
  const bottom = Math.max(...[...places.values()].map(topOf)) + height + 2;
  const names = rootsOf(nodes).map(({ label }) => label);
  return `<svg role="img" aria-label="${escapeHtml(`Lineage of ${names.join(', ')}`)}" viewBox="-1 -1 ${right} ${bottom}" width="${right}" height="${bottom}">${edges.join('')}${boxes.join('')}</svg>`;
}

function nodesOf(bill: Bill): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  const add = (item: Bill['datasets'][number] | Bill['models'][number], parents: Node['parents']) => {
    const { key, license, verdict } = item;
    nodes.set(key, {
      key,
      label: key.slice(key.indexOf(':') + 1),
      license: license ?? 'no licence found',
      verdict,
      parents,
    });
  };
  for (const model of bill.models) {
    add(model, [
      ...model.bases.map((base) => ({ key: base.key, label: base.relation, isData: false })),
      ...model.data.map((link) => ({ key: link.key, label: link.role, isData: true })),
    ]);
  }
  for (const dataset of bill.datasets) add(dataset, []);
  return nodes;
}

/** Where the columns of boxes begin and end. */
class Columns {
  private readonly widths: number[] = [];

  constructor(nodes: ReadonlyMap<string, Node>, places: ReadonlyMap<string, Place>) {
    for (const [key, { column }] of places) {
      const node = nodes.get(key);
      if (node === undefined) continue;
      const letters = Math.max(...linesOf(node).map((line) => shortened(line).length));
      this.widths[column] = Math.max(this.widths[column] ?? leastWidth, letters * letterWidth + 20);
    }
  }

  widthOf({ column }: Place): number {
    return this.widths[column] ?? leastWidth;
  }

  leftOf({ column }: Place): number {
    return this.widths.slice(0, column).reduce((left, width) => left + width + gapX, 0);
  }

  rightOf(place: Place): number {
    return this.leftOf(place) + this.widthOf(place);
  }
}

/** The name, and below it what is said of it. */
function linesOf({ label, license, verdict }: Node): readonly [string, string] {
  return [label, verdict === null ? license : `${verdict}: ${license}`];
}

const topOf = ({ row }: Place) => row * (height + gapY);

function edgeSvg(columns: Columns, from: Place, to: Place, { label, isData }: Node['parents'][number]): string {
  const [x, y] = [columns.rightOf(from), topOf(from) + height / 2];
  const [endX, endY] = [columns.leftOf(to), topOf(to) + height / 2];
  return `<path class="edge${isData ? ' data' : ''}" d="M${x} ${y}C${x + gapX / 2} ${y} ${endX - gapX / 2} ${endY} ${endX} ${endY}"><title>${escapeHtml(label)}</title></path>`;
}

function boxSvg(node: Node, columns: Columns, place: Place): string {
  const [x, y] = [columns.leftOf(place), topOf(place)];
  const { verdict } = node;
  const [label, second] = linesOf(node);
  const bar = verdict === null ? '' : `<path class="bar ${verdict}" d="M${x + 3} ${y + 5}V${y + height - 5}"/>`;
  return (
    `<g><title>${escapeHtml(`${label}, ${second}`)}</title><rect class="node" x="${x}" y="${y}" width="${columns.widthOf(place)}" height="${height}" rx="6"/>${bar}` +
    `<text x="${x + 10}" y="${y + 16}">${escapeHtml(shortened(label))}</text><text x="${x + 10}" y="${y + 32}" opacity=".75">${escapeHtml(shortened(second))}</text></g>`
  );
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
  for (const root of rootsOf(nodes)) place(root.key, 0, new Set());
  return columns;
}

/** What was made from something, and nothing else here from it. */
function rootsOf(nodes: ReadonlyMap<string, Node>): readonly Node[] {
  const made = new Set([...nodes.values()].flatMap((node) => node.parents.map((parent) => parent.key)));
  return [...nodes.values()].filter((node) => node.parents.length > 0 && !made.has(node.key));
}

/** One block of rows after the other, each with one of the roots and what is new in its lineage: lines stay short. */
function placesOf(nodes: ReadonlyMap<string, Node>, columns: ReadonlyMap<string, number>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let top = 0;
  for (const root of rootsOf(nodes)) {
    const free = new Map<number, number>();
    const pending = [root.key];
    for (let key = pending.shift(); key !== undefined; key = pending.shift()) {
      const column = columns.get(key);
      if (column === undefined || places.has(key)) continue;
      const row = free.get(column) ?? top;
      free.set(column, row + 1);
      places.set(key, { column, row });
      pending.push(...(nodes.get(key)?.parents.map((parent) => parent.key) ?? []));
    }
    top = Math.max(top, ...free.values());
  }
  return places;
}

function shortened(text: string): string {
  return text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
}
