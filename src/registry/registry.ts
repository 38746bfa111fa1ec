import type {
  DatasetRecord,
  FamilyRecord,
  ModelRecord,
  ScoreSourceRecord,
  SoftwareRecord,
} from '../licensing/artefacts';
import type { Lookups } from '../licensing/context';
import type { LicenseTerms } from '../licensing/terms';
import { familiarNames } from './familiarNames';
import type { RegistryFile } from './file';
import { type Resolution, resolver } from './resolve';

/** The registry in memory: what is known of models, data sets and licences. */
export interface Registry extends Lookups {
  readonly date: string;
  /** A registry that was laid over ours. */
  readonly overlay?: { readonly name: string; readonly date: string };
  readonly licenses: readonly LicenseTerms[];
  readonly models: readonly ModelRecord[];
  readonly datasets: readonly DatasetRecord[];
  readonly families: readonly FamilyRecord[];
  readonly software: readonly SoftwareRecord[];
  readonly scoreSources: readonly ScoreSourceRecord[];
  /** The licence that a Hugging Face `license:` tag means exactly; undefined for tags that say too little (`other`, `bsd`). */
  licenseOfHubTag(tag: string): LicenseTerms | undefined;
  /** True when the record with this id comes from the overlay. */
  overlaid(id: string): boolean;
  /** What a reference in any usual spelling means. */
  resolve(reference: string): Resolution;
  /** True for a name that begins as those of known models do. */
  isFamiliar(name: string): boolean;
}

/** Puts a registry and what is laid over it together. */
export function buildRegistry(
  base: RegistryFile,
  overlay?: { readonly name: string; readonly file: RegistryFile },
): Registry {
  const over = overlay?.file;
  const licenses = layered(base.licenses, over?.licenses);
  const models = layered(base.models, over?.models, withItsNames);
  const datasets = layered(base.datasets, over?.datasets, withItsNames);
  const families = layered(base.families, over?.families);
  const software = layered(base.software, over?.software);
  const scoreSources = layered(base.scoreSources, over?.scoreSources);
  const overlaid = new Set(
    [over?.licenses, over?.models, over?.datasets, over?.families, over?.software, over?.scoreSources].flatMap((list) =>
      (list ?? []).map((record) => record.id),
    ),
  );
  const tags = new Map(
    [...licenses.values()].flatMap((license) => license.hub.map((tag) => [tag.toLowerCase(), license])),
  );
  const lists = {
    licenses: [...licenses.values()],
    models: [...models.values()],
    datasets: [...datasets.values()],
    families: [...families.values()],
    software: [...software.values()],
    scoreSources: [...scoreSources.values()],
  };
  let familyNames: ReadonlyMap<string, readonly string[]> | undefined;
  let resolve: ((reference: string) => Resolution) | undefined;
  let isFamiliar: ((name: string) => boolean) | undefined;
  return {
    date: base.date,
    ...(overlay === undefined ? {} : { overlay: { name: overlay.name, date: overlay.file.date } }),
    ...lists,
    license: (id) => licenses.get(id),
    model: (id) => models.get(id),
    dataset: (id) => datasets.get(id),
    licenseOfHubTag: (tag) => tags.get(tag.toLowerCase()),
    familyNames: (model) => {
      familyNames ??= namesByMember(lists.families);
      return familyNames.get(model) ?? [];
    },
    overlaid: (id) => overlaid.has(id),
    resolve: (reference) => {
      resolve ??= resolver(lists);
      return resolve(reference);
    },
    isFamiliar: (name) => {
      isFamiliar ??= familiarNames(lists.models, lists.families);
      return isFamiliar(name);
    },
  };
}

function namesByMember(families: readonly FamilyRecord[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const family of families) {
    for (const member of family.members) {
      const known = names.get(member) ?? [];
      names.set(member, known);
      known.push(family.id, ...family.names);
    }
  }
  return names;
}

function layered<T extends { readonly id: string }>(
  base: readonly T[] | undefined,
  over: readonly T[] | undefined,
  corrected: (record: T, before: T) => T = (record) => record,
): Map<string, T> {
  const records = new Map((base ?? []).map((record) => [record.id, record]));
  for (const record of over ?? []) {
    const before = records.get(record.id);
    records.set(record.id, before === undefined ? record : corrected(record, before));
  }
  return records;
}

/** What is said of a model anew is said of it under every name that it had. */
function withItsNames<T extends ModelRecord | DatasetRecord>(record: T, before: T): T {
  const aliases: Record<string, readonly string[]> = { ...before.aliases };
  for (const [kind, names] of Object.entries(record.aliases))
    aliases[kind] = [...new Set([...(aliases[kind] ?? []), ...(names ?? [])])];
  return { ...record, aliases };
}
