// Checks model-registry.json, and merges part files of the same shape into it.
//   node scripts/registry.mjs check [FILE] [--today YYYY-MM-DD]
//   node scripts/registry.mjs merge PART.json… [--into FILE]
//   node scripts/registry.mjs fingerprint ID MODEL-FILE [--into FILE]
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';

const home = new URL('../', import.meta.url);
const registryFile = fileURLToPath(new URL('model-registry.json', home));
const schemaFile = fileURLToPath(new URL('model-registry.schema.json', home));
const lists = /** @type {const} */ (['licenses', 'models', 'datasets', 'families', 'software', 'scoreSources']);
/** Days after which a fact is to be looked at again. */
const staleAfter = 180;

/**
 * @typedef {import('../src/licensing/terms.ts').LicenseTerms} LicenseTerms
 * @typedef {import('../src/licensing/terms.ts').Evidence} Evidence
 * @typedef {import('../src/licensing/artefacts.ts').LicenseFact} LicenseFact
 * @typedef {import('../src/licensing/artefacts.ts').ModelRecord} ModelRecord
 * @typedef {import('../src/licensing/artefacts.ts').DatasetRecord} DatasetRecord
 * @typedef {import('../src/licensing/artefacts.ts').FamilyRecord} FamilyRecord
 * @typedef {import('../src/licensing/artefacts.ts').SoftwareRecord} SoftwareRecord
 * @typedef {import('../src/licensing/artefacts.ts').ScoreSourceRecord} ScoreSourceRecord
 * @typedef {{ $schema?: string, version: number, date: string, name?: string, licenses?: LicenseTerms[], models?: ModelRecord[],
 *   datasets?: DatasetRecord[], families?: FamilyRecord[], software?: SoftwareRecord[], scoreSources?: ScoreSourceRecord[] }} RegistryFile
 */

/**
 * @param {string} file
 * @returns {RegistryFile}
 */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @type {import('ajv').ValidateFunction | undefined} */
let validator;

/**
 * @param {unknown} registry
 * @returns {string[]}
 */
function schemaProblems(registry) {
  validator ??= new Ajv({ allErrors: true, discriminator: true, allowUnionTypes: true }).compile(read(schemaFile));
  if (validator(registry)) return [];
  return (validator.errors ?? []).map((error) =>
    `${place(registry, error.instancePath)} ${error.message} ${detail(error)}`.trim(),
  );
}

/** @param {import('ajv').ErrorObject} error */
function detail(error) {
  const { additionalProperty, allowedValues, allowedValue } = error.params;
  if (additionalProperty !== undefined) return `(${additionalProperty})`;
  if (allowedValues !== undefined) return `(${allowedValues.join(', ')})`;
  return allowedValue === undefined ? '' : `(${allowedValue})`;
}

/**
 * A JSON pointer with the record's id in place of its index.
 * @param {unknown} registry
 * @param {string} pointer
 */
function place(registry, pointer) {
  const parts = pointer.split('/').slice(1);
  const list = /** @type {Record<string, { id?: string }[]>} */ (registry)[parts[0] ?? ''];
  const id = Array.isArray(list) ? list[Number(parts[1])]?.id : undefined;
  return id === undefined ? pointer || '/' : `${parts[0]} ${id}: /${parts.slice(2).join('/')}`;
}

/**
 * Every licence identifier of an SPDX expression.
 * @param {string} expression
 */
function licenseIds(expression) {
  return expression
    .replace(/\bWITH\s+\S+/g, ' ')
    .split(/[()\s]+/)
    .filter((word) => word !== '' && word !== 'AND' && word !== 'OR')
    .map((word) => word.replace(/\+$/, ''));
}

/**
 * @param {string} today
 * @param {string} date
 */
function days(today, date) {
  return Math.floor((Date.parse(today) - Date.parse(date)) / 86_400_000);
}

/**
 * Everything that is wrong with a registry, a line each, in a stable order.
 * @param {RegistryFile} registry
 * @param {string} today
 * @returns {string[]}
 */
export function problems(registry, today) {
  const schema = schemaProblems(registry);
  if (schema.length > 0) return schema;
  /** @type {string[]} */
  const found = [];
  const models = registry.models ?? [];
  const datasets = registry.datasets ?? [];
  const licenses = new Set((registry.licenses ?? []).map((license) => license.id));
  const modelIds = new Set(models.map((model) => model.id));
  const datasetIds = new Set(datasets.map((dataset) => dataset.id));

  for (const list of lists) {
    /** @type {Set<string>} */
    const seen = new Set();
    for (const { id } of registry[list] ?? []) {
      if (seen.has(id.toLowerCase())) found.push(`${list} ${id}: this id stands twice`);
      seen.add(id.toLowerCase());
    }
  }
  found.push(...collisions(registry));

  /** @param {string} where @param {readonly Evidence[] | undefined} evidence */
  const dates = (where, evidence) => {
    for (const { checked, url } of evidence ?? []) {
      if (days(today, checked) > staleAfter)
        found.push(`${where}: ${url} was opened on ${checked}, more than ${staleAfter} days ago`);
      if (days(today, checked) < 0) found.push(`${where}: ${url} was opened on ${checked}, which is in the future`);
    }
  };
  /** @param {string} where @param {LicenseFact} fact */
  const fact = (where, fact) => {
    const statements = [fact, ...(fact.disagrees ?? [])];
    for (const { license, evidence } of statements) {
      for (const id of license === null ? [] : licenseIds(license)) {
        if (!licenses.has(id)) found.push(`${where}: licence ${id} has no record in licenses`);
      }
      if (evidence.length === 0 && fact.unverified === undefined)
        found.push(`${where}: ${license ?? 'no licence'} has no evidence and is not marked unverified`);
      dates(where, evidence);
    }
  };

  for (const license of registry.licenses ?? []) {
    const where = `licenses ${license.id}`;
    if (license.evidence.length === 0 && license.unverified === undefined)
      found.push(`${where}: no evidence and not marked unverified`);
    dates(where, license.evidence);
  }
  for (const model of models) {
    const where = `models ${model.id}`;
    fact(`${where} weights`, model.weights);
    if (model.code !== null) fact(`${where} code`, model.code);
    for (const earlier of model.earlier ?? []) fact(`${where} until ${earlier.until}`, earlier.weights);
    for (const base of model.bases) {
      if (!modelIds.has(base.id)) found.push(`${where}: base ${base.id} has no record in models`);
      dates(where, base.evidence);
    }
    const isTrained =
      model.bases.length === 0 || model.bases.some(({ relation }) => relation !== 'quantized' && relation !== 'merge');
    if (model.disclosure === 'full' && model.data.length === 0 && isTrained && model.availability === 'open')
      found.push(`${where}: its data is said to be disclosed in full, and none is named`);
    for (const data of model.data) {
      if (!datasetIds.has(data.id)) found.push(`${where}: data set ${data.id} has no record in datasets`);
      dates(where, data.evidence);
    }
    for (const grant of model.grants ?? []) {
      if (!modelIds.has(grant.subject) && !datasetIds.has(grant.subject))
        found.push(`${where}: a grant names ${grant.subject}, which has no record`);
      dates(where, grant.evidence);
    }
    dates(where, model.evidence);
  }
  for (const dataset of datasets) {
    const where = `datasets ${dataset.id}`;
    fact(where, dataset.license);
    for (const earlier of dataset.earlier ?? []) fact(`${where} until ${earlier.until}`, earlier.license);
    for (const generator of dataset.generators ?? []) {
      if (generator.terms !== null && !licenses.has(generator.terms))
        found.push(`${where}: terms ${generator.terms} have no record in licenses`);
      dates(where, generator.evidence);
    }
    for (const source of dataset.sources ?? []) {
      if (!datasetIds.has(source)) found.push(`${where}: source ${source} has no record in datasets`);
    }
  }
  for (const family of registry.families ?? []) {
    for (const member of family.members) {
      if (!modelIds.has(member)) found.push(`families ${family.id}: member ${member} has no record in models`);
    }
  }
  for (const software of registry.software ?? []) fact(`software ${software.id}`, software.license);
  for (const source of registry.scoreSources ?? []) fact(`scoreSources ${source.id}`, source.license);

  found.push(...cycles('models', models, (model) => model.bases.map((base) => base.id)));
  found.push(...cycles('datasets', datasets, (dataset) => dataset.sources ?? []));
  if (days(today, registry.date) > staleAfter) found.push(`date: ${registry.date} is more than ${staleAfter} days ago`);
  return found.sort();
}

/**
 * Names that two records claim. Ollama tags and source repositories may be shared: a tag moves, a repository holds many models.
 * @param {RegistryFile} registry
 */
function collisions(registry) {
  /** @type {Map<string, string>} */
  const owners = new Map();
  /** @type {string[]} */
  const found = [];
  /** @param {string} name @param {string} owner */
  const claim = (name, owner) => {
    const key = name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
    const other = owners.get(key);
    if (other !== undefined && other !== owner) found.push(`${owner}: the name “${name}” belongs to ${other} as well`);
    else owners.set(key, owner);
  };
  for (const model of registry.models ?? []) {
    for (const name of [model.id, model.name, ...(model.aliases.names ?? []), ...(model.aliases.hub ?? [])])
      claim(name, `models ${model.id}`);
  }
  for (const family of registry.families ?? [])
    for (const name of [family.id, ...family.names]) claim(name, `families ${family.id}`);
  for (const software of registry.software ?? [])
    for (const name of [software.id, ...software.names]) claim(name, `software ${software.id}`);
  for (const source of registry.scoreSources ?? [])
    for (const name of [source.id, ...source.names]) claim(name, `scoreSources ${source.id}`);
  owners.clear(); // a data set and the model made from it share hub ids (tatsu-lab/alpaca); a reference says which is meant
  for (const dataset of registry.datasets ?? []) {
    for (const name of [dataset.id, dataset.name, ...(dataset.aliases.names ?? []), ...(dataset.aliases.hub ?? [])])
      claim(name, `datasets ${dataset.id}`);
  }
  /** @type {Map<string, string>} */
  const tags = new Map();
  for (const license of registry.licenses ?? []) {
    for (const tag of license.hub) {
      const other = tags.get(tag);
      if (other !== undefined) found.push(`licenses ${license.id}: the hub tag ${tag} belongs to ${other} as well`);
      tags.set(tag, license.id);
    }
  }
  return found;
}

/**
 * @template {{ id: string }} T
 * @param {string} list
 * @param {readonly T[]} records
 * @param {(record: T) => readonly string[]} next
 */
function cycles(list, records, next) {
  const byId = new Map(records.map((record) => [record.id, record]));
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const found = [];
  /** @param {T} record @param {readonly string[]} path */
  const visit = (record, path) => {
    if (state.get(record.id) === 'done') return;
    if (state.get(record.id) === 'open') {
      found.push(
        `${list} ${record.id}: made from itself (${[...path.slice(path.indexOf(record.id)), record.id].join(' → ')})`,
      );
      return;
    }
    state.set(record.id, 'open');
    for (const id of next(record)) {
      const other = byId.get(id);
      if (other !== undefined) visit(other, [...path, record.id]);
    }
    state.set(record.id, 'done');
  };
  for (const record of records) visit(record, []);
  return found;
}

/**
 * JSON with a value on one line where it fits, so that a changed fact is a changed line.
 * @param {unknown} value
 * @param {string} [indent]
 * @param {number} [before] characters that already stand on the line
 * @returns {string}
 */
export function canonical(value, indent = '', before = 0) {
  const inline = inlined(value);
  if (typeof value !== 'object' || value === null || indent.length + before + inline.length <= 150) return inline;
  const deeper = `${indent} `;
  if (Array.isArray(value))
    return `[\n${value.map((item) => deeper + canonical(item, deeper)).join(',\n')}\n${indent}]`;
  const lines = Object.entries(value).map(([key, item]) => {
    const head = `${JSON.stringify(key)}: `;
    return deeper + head + canonical(item, deeper, head.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function inlined(value) {
  if (Array.isArray(value)) return `[${value.map(inlined).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${inlined(item)}`).join(', ')} }`;
}

/**
 * The registry with the parts' records added, or put in the place of records with the same id, sorted by id.
 * @param {RegistryFile} registry
 * @param {readonly RegistryFile[]} parts
 * @returns {RegistryFile}
 */
export function merged(registry, parts) {
  /** @type {RegistryFile} */
  const result = {
    $schema: './model-registry.schema.json',
    version: 1,
    date:
      [registry.date, ...parts.map((part) => part.date)]
        .filter((date) => date !== undefined)
        .sort()
        .at(-1) ?? '',
    ...(registry.name === undefined ? {} : { name: registry.name }),
  };
  for (const list of lists) {
    /** @type {Map<string, { id: string }>} */
    const records = new Map();
    for (const source of [registry, ...parts]) for (const record of source[list] ?? []) records.set(record.id, record);
    const sorted = [...records.values()].sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
    Object.assign(result, { [list]: sorted });
  }
  return result;
}

/**
 * @typedef {{ bytes: number, sha256: string, files?: number, norms: string | null, sketch: string | null, vocabulary: string | null }} Fingerprint
 * What `licit fingerprint --json` prints, as far as an entry stores it.
 */

/**
 * The registry with a model's fingerprints, and the digest of one of its files, put into its entry.
 * @param {RegistryFile} registry
 * @param {string} id
 * @param {string} file
 * @param {Fingerprint} print
 * @returns {RegistryFile}
 */
export function fingerprinted(registry, id, file, print) {
  const model = registry.models?.find((record) => record.id === id);
  if (model === undefined) throw new Error(`there is no model ${id}; give its entry's id in its exact spelling`);
  const { bytes, sha256, norms, sketch, vocabulary } = print;
  const stored = Object.fromEntries(
    Object.entries({ norms, sketch, vocabulary }).filter(([, value]) => value !== null),
  );
  const others = (model.files ?? []).filter((known) => known.sha256 !== sha256 && known.name !== file);
  const known = model.files?.find((one) => one.name === file || one.sha256 === sha256);
  /** @type {ModelRecord} */
  const record = {
    ...model,
    files: [...others, { ...known, name: file, bytes, sha256 }],
    fingerprints: { ...model.fingerprints, ...stored },
  };
  return { ...registry, models: registry.models?.map((one) => (one.id === id ? record : one)) ?? [] };
}

/**
 * @param {string} file
 * @param {RegistryFile} registry
 */
function save(file, registry) {
  writeFileSync(`${file}.part`, `${canonical(registry)}\n`);
  renameSync(`${file}.part`, file);
}

/**
 * @param {readonly string[]} args
 * @returns {number} exit code
 */
function main(args) {
  const [command, ...rest] = args;
  /** @param {string} name */
  const option = (name) => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const today = option('--today') ?? new Date().toISOString().slice(0, 10);
  const into = option('--into') ?? registryFile;
  if (command === 'check' && rest.length <= 1) {
    const file = rest[0] ?? registryFile;
    const registry = read(file);
    const found = problems(registry, today);
    for (const problem of found) console.log(problem);
    const counts = lists.map((list) => `${registry[list]?.length ?? 0} ${list}`).join(', ');
    console.error(found.length === 0 ? `${counts}: no problems` : `${counts}: ${found.length} problem(s)`);
    return found.length === 0 ? 0 : 1;
  }
  if (command === 'merge' && rest.length > 0) {
    const parts = rest.map((file) => ({ file, registry: read(file) }));
    for (const { file, registry } of parts) {
      // A part may leave out the frame, never the shape of its records.
      const found = schemaProblems(Object.assign({ version: 1, date: '2000-01-01' }, registry));
      if (found.length > 0) {
        for (const problem of found) console.log(`${file}: ${problem}`);
        return 1;
      }
    }
    const registry = merged(
      read(into),
      parts.map((part) => part.registry),
    );
    save(into, registry);
    return 0;
  }
  if (command === 'fingerprint' && rest.length === 2) {
    const [id = '', file = ''] = rest;
    const licit = fileURLToPath(new URL('bin/licit.mjs', home));
    const print = execFileSync(process.execPath, [licit, 'fingerprint', file, '--json'], { encoding: 'utf8' });
    save(into, fingerprinted(read(into), id, basename(file), JSON.parse(print)));
    return 0;
  }
  console.error(
    'usage: node scripts/registry.mjs check [FILE] [--today DATE] | merge PART.json… [--into FILE] | fingerprint ID MODEL-FILE [--into FILE]',
  );
  return 2;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(`registry: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
