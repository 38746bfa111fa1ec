import type { DatasetRecord, ModelRecord, Relation } from '../licensing/artefacts';
import { strictest, type Verdict } from '../licensing/verdict';
import type { Registry } from '../registry/registry';
import { readPurl } from './packages/packageReference';
import type { CheckReport, Finding } from './report';
import { subjectOf } from './subject';

/** Where something is named or lies. */
export interface Occurrence {
  readonly file: string;
  /** 1-based; null for the file as a whole. */
  readonly line: number | null;
}

interface Item {
  /** Unique in the bill. */
  readonly key: string;
  readonly name: string;
  /** SPDX expression as found; null where none was found. */
  readonly license: string | null;
  /** Empty for what is here only as a part of something else's lineage. */
  readonly occurrences: readonly Occurrence[];
  /** The strictest of its findings; null where it has none of its own. */
  readonly verdict: Verdict | null;
  /** False for what only comments and prose name, what only development needs, and parts of a lineage. */
  readonly counts: boolean;
}

export interface BillModel extends Item {
  /** null for what the registry does not know, and for the name of a family. */
  readonly record: ModelRecord | null;
  readonly isFamily: boolean;
  readonly bases: readonly { readonly key: string; readonly relation: Relation }[];
  readonly data: readonly { readonly key: string; readonly role: 'pretraining' | 'tuning' }[];
}

export interface BillDataset extends Item {
  readonly record: DatasetRecord | null;
}

export interface BillPackage extends Item {
  /** Package URL. */
  readonly purl: string;
  readonly version: string;
}

/** What a project is made of, as bills of materials list it: everything found, and what its models were made from. */
export interface Bill {
  readonly models: readonly BillModel[];
  readonly datasets: readonly BillDataset[];
  readonly packages: readonly BillPackage[];
}

/** True for what the project is made of or with: not for what only a lineage, a comment or prose names. */
export function isPart(item: BillModel | BillDataset | BillPackage): boolean {
  return item.counts || ('purl' in item && item.occurrences.length > 0);
}

/** Puts the findings of a report together, one item per thing. */
export function billOf(report: CheckReport, registry: Registry): Bill {
  const bill = new BillMaker(registry);
  for (const finding of report.findings) bill.add(finding);
  return bill.done();
}

type Open<T extends Item> = { -readonly [Key in keyof T]: T[Key] } & { occurrences: Occurrence[] };

/** Rules of findings that are about no part of the project, or say something more of one. */
const notParts = new Set(['unreadable', 'reference-unresolved', 'licence-text-missing']);

class BillMaker {
  private readonly models = new Map<string, Open<BillModel>>();
  private readonly datasets = new Map<string, Open<BillDataset>>();
  private readonly packages = new Map<string, Open<BillPackage>>();

  constructor(private readonly registry: Registry) {}

  add(finding: Finding): void {
    if (notParts.has(finding.rule)) return;
    const item = this.itemOf(finding);
    if (item === null) return;
    item.occurrences.push({ file: finding.file, line: finding.range?.startLine ?? null });
    item.verdict = item.verdict === null ? finding.verdict : strictest([item.verdict, finding.verdict]);
    item.license ??= finding.license;
    item.counts ||= finding.counts;
  }

  done(): Bill {
    return { models: sorted(this.models), datasets: sorted(this.datasets), packages: sorted(this.packages) };
  }

  private itemOf(finding: Finding): Open<Item> | null {
    if (finding.kind === 'model') return this.model(subjectOf(finding));
    if (finding.kind === 'dataset') return this.dataset(subjectOf(finding));
    return finding.kind === 'package' ? this.package(finding) : null;
  }

  /** The model with all that it was made from. */
  private model(id: string): Open<BillModel> {
    const known = this.models.get(id);
    if (known !== undefined) return known;
    const record = this.registry.model(id) ?? null;
    const item: Open<BillModel> = {
      key: `model:${id}`,
      name: record?.name ?? id,
      license: record?.weights.license ?? null,
      occurrences: [],
      verdict: null,
      counts: false,
      record,
      isFamily: this.registry.families.some((family) => family.id === id),
      bases: (record?.bases ?? []).map((base) => ({ key: `model:${base.id}`, relation: base.relation })),
      data: (record?.data ?? []).map((link) => ({ key: `dataset:${link.id}`, role: link.role })),
    };
    this.models.set(id, item);
    for (const base of record?.bases ?? []) this.model(base.id);
    for (const link of record?.data ?? []) this.dataset(link.id);
    return item;
  }

  private dataset(id: string): Open<BillDataset> {
    const known = this.datasets.get(id);
    if (known !== undefined) return known;
    const record = this.registry.dataset(id) ?? null;
    const item: Open<BillDataset> = {
      key: `dataset:${id}`,
      name: record?.name ?? id,
      license: record?.license.license ?? null,
      occurrences: [],
      verdict: null,
      counts: false,
      record,
    };
    this.datasets.set(id, item);
    return item;
  }

  private package(finding: Finding): Open<BillPackage> {
    const purl = finding.resolved ?? finding.reference;
    const known = this.packages.get(purl);
    if (known !== undefined) return known;
    const { name, version } = readPurl(purl) ?? { name: purl, version: '' };
    const item: Open<BillPackage> = {
      key: purl,
      name,
      license: finding.license,
      occurrences: [],
      verdict: null,
      counts: false,
      purl,
      version,
    };
    this.packages.set(purl, item);
    return item;
  }
}

function sorted<T extends { readonly key: string }>(items: ReadonlyMap<string, T>): readonly T[] {
  return [...items.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
