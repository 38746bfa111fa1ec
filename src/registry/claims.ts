import { type GgufFile, ggufNumber, ggufText, ggufTexts } from '../formats/gguf';
import type { SafetensorsFile } from '../formats/safetensors';
import type { Claims } from './identity';

/** A file's claims with the references by which the registry may know what it claims to be. */
export interface FileClaims extends Claims {
  /** Most telling first. */
  readonly references: readonly string[];
  /** What it says of itself in words. */
  readonly texts: readonly string[];
  /** Like `references`, for each base it names. */
  readonly baseReferences: readonly (readonly string[])[];
}

const MAX_BASES = 64;

/** The `general.*` keys of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
export function claimsOfGguf(gguf: GgufFile): FileClaims {
  const bases = numbered(gguf, 'general.base_model');
  return {
    license: ggufText(gguf, 'general.license'),
    name: ggufText(gguf, 'general.name'),
    baseModels: bases.map((base) => base[0]).filter((base): base is string => base !== undefined),
    datasets: [
      ...ggufTexts(gguf, 'general.datasets'),
      ...numbered(gguf, 'general.dataset').flatMap((references) => references.slice(0, 1)),
    ],
    references: unique([
      ...hubId(ggufText(gguf, 'general.source.repo_url')),
      ...hubId(ggufText(gguf, 'general.source.huggingface.repository')),
      ...hubId(ggufText(gguf, 'general.source.url')),
      ...hubId(ggufText(gguf, 'general.repo_url')),
      ...hubId(ggufText(gguf, 'general.url')),
      ...named(ggufText(gguf, 'general.organization'), ggufText(gguf, 'general.name')),
      ...named(ggufText(gguf, 'general.organization'), composedName(gguf)),
    ]),
    texts: [
      ...['general.name', 'general.description', 'general.finetune'].flatMap((key) => ggufTexts(gguf, key)),
      ...ggufTexts(gguf, 'general.tags'),
    ],
    baseReferences: bases,
  };
}

/** The `__metadata__` of safetensors: free text; training tools write the base model's id there. */
export function claimsOfSafetensors(file: SafetensorsFile): FileClaims {
  const bases = ['base_model', 'ss_base_model_version', 'ss_sd_model_name', 'modelspec.base_model']
    .map((key) => file.metadata.get(key))
    .filter((value): value is string => value !== undefined && value !== '');
  const name = file.metadata.get('modelspec.title') ?? file.metadata.get('name') ?? null;
  return {
    license: file.metadata.get('modelspec.license') ?? file.metadata.get('license') ?? null,
    name,
    baseModels: bases,
    datasets: [],
    references: named(null, name),
    texts: [...file.metadata.values()],
    baseReferences: bases.map((base) => unique([...hubId(base), ...named(null, base)])),
  };
}

/** `PREFIX.count` entries of `PREFIX.N.{repo_url,organization,name,…}`: references of each, the clearest first. */
function numbered(gguf: GgufFile, prefix: string): readonly (readonly string[])[] {
  const count = Math.min(ggufNumber(gguf, `${prefix}.count`) ?? 0, MAX_BASES);
  const entries: string[][] = [];
  for (let index = 0; index < count; index++) {
    const part = (key: string) => ggufText(gguf, `${prefix}.${index}.${key}`);
    const references = unique([
      ...hubId(part('repo_url')),
      ...hubId(part('url')),
      ...named(part('organization'), part('name')),
    ]);
    if (references.length > 0) entries.push(references);
  }
  return entries;
}

function composedName(gguf: GgufFile): string | null {
  const basename = ggufText(gguf, 'general.basename');
  if (basename === null) return null;
  const parts = [basename, ggufText(gguf, 'general.size_label'), ggufText(gguf, 'general.finetune')];
  return parts.filter((part) => part !== null).join('-');
}

/** `org/name` of an address on a model hub, or of a bare id; none for other addresses. */
function hubId(address: string | null): string[] {
  if (address === null) return [];
  const match = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/([\w.-]+\/[\w.-]+)/i.exec(address.trim());
  if (match?.[1] !== undefined) return [match[1]];
  return /^[\w.-]+\/[\w.-]+$/.test(address.trim()) ? [address.trim()] : [];
}

function named(organization: string | null, name: string | null): string[] {
  if (name === null || name.trim() === '') return [];
  const spellings = unique([name.trim(), name.trim().replaceAll(/\s+/g, '-')]);
  if (organization === null || organization.trim() === '') return spellings;
  const owner = organization.trim().replaceAll(/\s+/g, '-');
  return [...spellings.map((spelling) => `${owner}/${spelling}`).filter((id) => !id.includes(' ')), ...spellings];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
