import type {
  DatasetRecord,
  FamilyRecord,
  ModelRecord,
  ScoreSourceRecord,
  SoftwareRecord,
} from '../licensing/artefacts';
import { looseKey, nameKey, parseReference, type Reference } from './reference';
import { isQuantization, isReuploader, unquantized } from './reuploads';

/** What a reference means. */
export type Resolution = Meaning & {
  /** The names by which it was asked for, for policies: as written, and without what says where it is or how it is stored. */
  readonly asked: readonly string[];
};

type Meaning =
  | {
      readonly kind: 'model';
      readonly model: ModelRecord;
      readonly revision?: string;
      /** `id`: its hub id; `name`: another name; `tag`: an Ollama tag; `quantized`: its publisher's other format; `reupload`: another account's copy. */
      readonly by: 'id' | 'name' | 'tag' | 'quantized' | 'reupload';
      /** The Ollama tag that a name without one was taken for. */
      readonly takenFor?: string;
    }
  /** A mutable tag that has meant several models. */
  | { readonly kind: 'tag'; readonly tag: string; readonly models: readonly ModelRecord[] }
  /** A name that fits several models and is no family of the registry; `unknownTag`: a tag of theirs that the registry does not have. */
  | {
      readonly kind: 'ambiguous';
      readonly name: string;
      readonly candidates: readonly ModelRecord[];
      readonly unknownTag: boolean;
    }
  | {
      readonly kind: 'family';
      readonly family: FamilyRecord;
      readonly members: readonly ModelRecord[];
      /** Members that have no record. */
      readonly missing: readonly string[];
    }
  | { readonly kind: 'dataset'; readonly dataset: DatasetRecord; readonly revision?: string }
  | { readonly kind: 'software'; readonly software: SoftwareRecord }
  | { readonly kind: 'scoreSource'; readonly scoreSource: ScoreSourceRecord }
  /** `reference`: its id where the spelling has one (`org/name`, `name:tag`), else the text as written. */
  | { readonly kind: 'unknown'; readonly reference: string; readonly revision?: string };

interface Lists {
  readonly models: readonly ModelRecord[];
  readonly datasets: readonly DatasetRecord[];
  readonly families: readonly FamilyRecord[];
  readonly software: readonly SoftwareRecord[];
  readonly scoreSources: readonly ScoreSourceRecord[];
}

type Index<T> = Map<string, T[]>;

function add<T>(index: Index<T>, name: string, value: T): void {
  const key = nameKey(name);
  const values = index.get(key);
  if (values === undefined) index.set(key, [value]);
  else if (!values.includes(value)) values.push(value);
}

/** A function that looks references up in these records; the indexes are made once. */
export function resolver(lists: Lists): (reference: string) => Resolution {
  const hub: Index<ModelRecord> = new Map();
  const names: Index<ModelRecord> = new Map();
  const tails: Index<ModelRecord> = new Map();
  const tags: Index<ModelRecord> = new Map();
  /** By the name before the tag. */
  const tagged: Index<ModelRecord> = new Map();
  const github: Index<ModelRecord> = new Map();
  for (const model of lists.models) {
    for (const id of [model.id, ...(model.aliases.hub ?? [])]) {
      add(hub, id, model);
      const tail = id.slice(id.lastIndexOf('/') + 1);
      add(tails, tail, model);
      add(tails, tail.replace(/-hf$/i, ''), model);
    }
    for (const name of [model.name, ...(model.aliases.names ?? [])]) add(names, name, model);
    for (const tag of model.aliases.ollama ?? []) {
      add(tags, tag, model);
      if (tag.includes(':')) add(tagged, tag.slice(0, tag.indexOf(':')), model);
    }
    for (const repository of model.aliases.github ?? []) add(github, repository, model);
  }
  const datasets: Index<DatasetRecord> = new Map();
  for (const dataset of lists.datasets) {
    const { names = [], hub = [], github = [] } = dataset.aliases;
    for (const name of [dataset.id, dataset.name, ...names, ...hub, ...github]) add(datasets, name, dataset);
  }
  const families: Index<FamilyRecord> = new Map();
  for (const family of lists.families) for (const name of [family.id, ...family.names]) add(families, name, family);
  const software: Index<SoftwareRecord> = new Map();
  for (const record of lists.software) for (const name of [record.id, ...record.names]) add(software, name, record);
  const scoreSources: Index<ScoreSourceRecord> = new Map();
  for (const record of lists.scoreSources)
    for (const name of [record.id, ...record.names]) add(scoreSources, name, record);
  const loose: Index<ModelRecord> = new Map();
  for (const [name, models] of names) for (const model of models) add(loose, looseKey(name), model);
  for (const model of lists.models) if (!model.id.includes('/')) add(loose, looseKey(model.id), model);
  const looseFamilies: Index<FamilyRecord> = new Map();
  for (const [name, known] of families) for (const family of known) add(looseFamilies, looseKey(name), family);
  const byId = new Map(lists.models.map((model) => [model.id, model]));

  function found(
    models: readonly ModelRecord[] | undefined,
    name: string,
    by: 'id' | 'name' | 'quantized' | 'reupload',
    revision: string | undefined,
  ): Meaning | undefined {
    const [model, ...others] = models ?? [];
    if (model === undefined) return undefined;
    if (others.length > 0) return { kind: 'ambiguous', name, candidates: [model, ...others], unknownTag: false };
    return { kind: 'model', model, by, ...(revision === undefined ? {} : { revision }) };
  }

  /** `name:tag`, without the quantisation that a tag may end in; a bare name is its `latest`. */
  function byTag(reference: Reference): Meaning | undefined {
    const { name, tag } = reference;
    const spellings =
      tag === undefined
        ? [name, `${name}:latest`]
        : [
            `${name}:${tag}`,
            ...unquantized(tag).map((plain) => `${name}:${plain}`),
            ...(tag === 'latest' ? [name] : []),
          ];
    for (const spelling of spellings) {
      const models = tags.get(nameKey(spelling));
      const [model, ...others] = models ?? [];
      if (model === undefined) continue;
      if (others.length > 0)
        return { kind: 'tag', tag: tag === undefined ? name : `${name}:${tag}`, models: [model, ...others] };
      return { kind: 'model', model, by: 'tag', ...(tag === undefined ? { takenFor: `${name}:latest` } : {}) };
    }
    return undefined;
  }

  /** A tag that the registry does not have, of a name that it has. */
  function byUnknownTag(reference: Reference): Meaning | undefined {
    const candidates = new Set(tagged.get(nameKey(reference.name)));
    if (candidates.size === 0) return undefined;
    const name = `${reference.name}:${reference.tag ?? 'latest'}`;
    return { kind: 'ambiguous', name, candidates: [...candidates], unknownTag: true };
  }

  function byDataset(reference: Reference): Meaning | undefined {
    const dataset = datasets.get(nameKey(reference.name))?.[0];
    if (dataset === undefined) return undefined;
    return { kind: 'dataset', dataset, ...(reference.revision === undefined ? {} : { revision: reference.revision }) };
  }

  /** A hub id. Under another account than the model's own it is a copy, whoever made it. */
  function byExactId({ name, revision }: Reference): Meaning | undefined {
    const exact = found(hub.get(nameKey(name)), name, 'id', revision);
    if (exact?.kind !== 'model' || !name.includes('/') || accountOf(exact.model.id) === accountOf(name)) return exact;
    return { ...exact, by: 'reupload' };
  }

  function byHubId(reference: Reference): Meaning | undefined {
    const { name } = reference;
    const exact = byExactId(reference);
    if (exact !== undefined) return exact;
    const slash = name.indexOf('/');
    if (slash < 0) return undefined;
    const account = name.slice(0, slash);
    const tail = name.slice(slash + 1);
    for (const plain of unquantized(tail)) {
      const own = found(hub.get(nameKey(`${account}/${plain}`)), name, 'quantized', undefined);
      if (own !== undefined) return own;
    }
    if (!isReuploader(account)) return undefined;
    for (const plain of [tail, ...unquantized(tail)]) {
      // Some write the original's account into the name: `Qwen_Qwen3-8B-GGUF`.
      const original = hub.get(nameKey(plain.replace('_', '/'))) ?? tails.get(nameKey(plain));
      const copy = found(original, name, 'reupload', undefined);
      if (copy !== undefined) return copy;
    }
    return undefined;
  }

  function byName(reference: Reference): Meaning | undefined {
    if (reference.tag !== undefined && !isQuantization(reference.tag)) return undefined;
    const key = nameKey(reference.name);
    const family = families.get(key)?.[0];
    if (family !== undefined) return asFamily(family);
    return found(names.get(key), reference.name, 'name', reference.revision);
  }

  function asFamily(family: FamilyRecord): Meaning {
    const members = family.members.flatMap((id) => byId.get(id) ?? []);
    return { kind: 'family', family, members, missing: family.members.filter((id) => !byId.has(id)) };
  }

  /** A name in another spelling: `gpt 4`, `Llama_2`. Ids are not spelled otherwise. */
  function bySpelling({ name, tag, revision }: Reference): Meaning | undefined {
    if (tag !== undefined || name.includes('/')) return undefined;
    const key = looseKey(name);
    const family = looseFamilies.get(key)?.[0];
    return family === undefined ? found(loose.get(key), name, 'name', revision) : asFamily(family);
  }

  /** A hosted model as services name it. Nothing that could be downloaded. */
  function byService({ tag, ...reference }: Reference): Meaning | undefined {
    const hosted = hostedName(reference.name);
    if (hosted === undefined) return undefined;
    const { name } = hosted;
    const asked = { ...reference, name, ...(tag === undefined || hosted.isVersioned ? {} : { tag }) };
    const meaning = byName(asked) ?? found(hub.get(nameKey(name)), name, 'name', undefined);
    const models = meaning?.kind === 'model' ? [meaning.model] : meaning?.kind === 'family' ? meaning.members : [];
    return models.length > 0 && models.every((model) => model.availability === 'closed') ? meaning : undefined;
  }

  function byTail(reference: Reference): Meaning | undefined {
    if (reference.name.includes('/')) return undefined;
    const name = reference.name.replace(/\.(?:gguf|safetensors)$/i, '');
    for (const plain of [name, ...unquantized(name)]) {
      const match = found(tails.get(nameKey(plain)), reference.name, 'name', reference.revision);
      if (match !== undefined) return match;
    }
    return undefined;
  }

  function other(reference: Reference): Meaning | undefined {
    const key = nameKey(reference.name);
    const program = software.get(key)?.[0];
    if (program !== undefined) return { kind: 'software', software: program };
    const scores = scoreSources.get(key)?.[0];
    return scores === undefined ? undefined : { kind: 'scoreSource', scoreSource: scores };
  }

  function byRepository(reference: Reference): Meaning | undefined {
    return found(github.get(nameKey(reference.name)), reference.name, 'name', undefined);
  }

  function look(reference: Reference): Meaning | undefined {
    if (reference.dataset) return byDataset(reference);
    switch (reference.place) {
      case 'hub':
        return byHubId(reference);
      case 'ollama':
        return byTag(reference) ?? byUnknownTag(reference);
      case 'github':
        return byRepository(reference) ?? byDataset(reference) ?? other(reference);
      case 'elsewhere':
        return other(reference);
      case 'any':
        return (
          byExactId(reference) ??
          byName(reference) ??
          byHubId(reference) ??
          byTag(reference) ??
          byDataset(reference) ??
          other(reference) ??
          byTail(reference) ??
          byRepository(reference) ??
          bySpelling(reference) ??
          byService(reference) ??
          byUnknownTag(reference)
        );
    }
  }

  return (text) => {
    const reference = parseReference(text);
    return { ...(look(reference) ?? unknown(reference, text.trim())), asked: askedNames(reference, text.trim()) };
  };
}

const services = new Set(
  'openai azure anthropic google gemini vertex_ai bedrock cohere mistral xai github_copilot'.split(' '),
);

function isService(prefix: string | undefined): boolean {
  return prefix !== undefined && services.has(prefix.toLowerCase());
}

/**
 * The model's own name in `openai/gpt-4`, as programs write it that speak with several services, and in
 * `us.anthropic.claude-3-haiku-20240307-v1:0`, as Amazon Bedrock does: region, vendor, and behind the name a version, which a size of
 * context may follow (`:0:200k`).
 */
function hostedName(name: string): { readonly name: string; readonly isVersioned: boolean } | undefined {
  const served = /^(?:openrouter\/)?([\w-]+)\/([^/]+)$/.exec(name);
  if (served !== null && !isService(served[1])) return undefined;
  const rest = served?.[2] ?? name;
  const bedrock = /^(?:(?:us|eu|apac|jp|au|global)\.)?(\w+)\.([\w.-]+?)(?:-v\d+)?(?::\d+)?$/.exec(rest);
  if (bedrock?.[2] !== undefined && isService(bedrock[1])) return { name: bedrock[2], isVersioned: true };
  return served === null ? undefined : { name: rest, isVersioned: false };
}

/** The account of a hub id; empty where it has none. */
function accountOf(id: string): string {
  return nameKey(id.slice(0, Math.max(0, id.indexOf('/'))));
}

function askedNames({ name, tag }: Reference, text: string): readonly string[] {
  const names = [text, name, ...(tag === undefined ? [] : [`${name}:${tag}`]), ...unquantized(name)];
  return [...new Set(names.filter((each) => each !== ''))];
}

/** Policies and exceptions name an unknown model by its id, however a file spells it. */
function unknown(reference: Reference, text: string): Meaning {
  const { name, tag, revision, place } = reference;
  if (place === 'elsewhere' || place === 'github' || name === '') return { kind: 'unknown', reference: text };
  const onHub = place === 'hub' || /^[^/\s]+\/[^/\s]+$/.test(name);
  const id = tag === undefined || onHub ? name : `${name}:${tag}`;
  return {
    kind: 'unknown',
    reference: id,
    ...(revision === undefined ? {} : { revision }),
  };
}
