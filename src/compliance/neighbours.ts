import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expressionText, parseExpression } from '../licensing/expression';
import { identifyLicense } from '../licensing/texts/identify';
import type { Registry } from '../registry/registry';
import { isHubId } from './finders/hubId';
import { isCardName, type ModelCard, modelCard } from './modelCard';
import type { Range } from './report';
import { readText, TextFile } from './text/textFile';

/** A licence that somebody states for the model of a folder. */
export interface LicenseStatement {
  /** Relative to the checked folder. */
  readonly file: string;
  /** null: the file as a whole. */
  readonly range: Range | null;
  /** As written; for a licence text its expression. */
  readonly label: string;
  /** SPDX expression; null for a label that says too little. */
  readonly license: string | null;
  /** In words: `the model card`. */
  readonly where: string;
}

/** What the files of a folder say of the model in it. */
export interface Neighbours {
  /** Hub ids or names of what it was made from. */
  readonly bases: readonly string[];
  readonly statements: readonly LicenseStatement[];
}

const sideFileLimit = 1024 * 1024;
const licenseNames = /^(?:licen[cs]e|copying|model_?licen[cs]e)(?:[-_.]\w+)?(?:\.(?:txt|md))?$/i;
/** With one of these a folder is a project; its LICENSE speaks of the code. */
const manifests =
  /^(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|Cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|\.git)$/;

/** True for names of files that make a folder a project. */
export function isManifest(name: string): boolean {
  return manifests.test(name);
}

/** Reads what lies beside weights: configurations, model cards, licence texts. Each folder once. */
export class NeighbourReader {
  private readonly folders = new Map<string, Promise<Neighbours>>();

  constructor(private readonly registry: Registry) {}

  /** `path`: relative to the checked folder, with a trailing `/`; empty for that folder itself. */
  of(absolute: string, path: string): Promise<Neighbours> {
    let known = this.folders.get(absolute);
    if (known === undefined) {
      known = this.read(absolute, path);
      this.folders.set(absolute, known);
    }
    return known;
  }

  private async read(absolute: string, path: string): Promise<Neighbours> {
    const names = await namesIn(absolute);
    const open = async (name: string): Promise<TextFile | null> => {
      const read = await readText(join(absolute, name), sideFileLimit);
      return read.kind === 'text' && read.whole ? new TextFile(path + name, read.text) : null;
    };
    const bases: string[] = [];
    const statements: LicenseStatement[] = [];
    let isModelFolder = false;
    for (const name of names.filter((one) => one === 'config.json' || one === 'adapter_config.json')) {
      const file = await open(name);
      const config = file === null ? {} : jsonTexts(file.text);
      isModelFolder = true;
      const key = name === 'config.json' ? '_name_or_path' : 'base_model_name_or_path';
      const base = config[key];
      if (base !== undefined && (isHubId(base) || this.registry.resolve(base).kind === 'model')) bases.push(base);
      if (file !== null && config.license !== undefined)
        statements.push(this.statement(file.path, null, config.license, `\`${name}\``));
    }
    for (const name of names.filter(isCardName)) {
      const file = await open(name);
      const card = file === null ? null : modelCard(file);
      if (file === null || card === null || card.isDataset) continue;
      isModelFolder = true;
      bases.push(...card.bases.map((base) => base.text));
      statements.push(...this.cardStatements(file.path, card));
    }
    if (isModelFolder && !names.some(isManifest)) {
      for (const name of names.filter((one) => licenseNames.test(one))) {
        const file = await open(name);
        const license = file === null ? null : identifyLicense(file.text, { fileName: name }).license;
        if (file !== null && license !== null)
          statements.push({ file: file.path, range: null, label: license, license, where: 'the licence text' });
      }
    }
    return { bases: [...new Set(bases)], statements };
  }

  /** The licence that a card names; none where it names none. */
  private cardStatements(file: string, card: ModelCard): readonly LicenseStatement[] {
    const { license, licenseName } = card;
    if (license === null) return [];
    const stated = this.statement(file, license.range, license.text, 'the model card');
    if (stated.license !== null || licenseName === null) return [stated];
    return [this.statement(file, licenseName.range, licenseName.text, 'the model card')];
  }

  /** A label as a statement, with the licence that it means where it means exactly one. */
  statement(file: string, range: Range | null, label: string, where: string): LicenseStatement {
    const known = this.registry.licenseOfHubTag(label) ?? this.registry.license(label);
    const expression = known === undefined ? parseExpression(label) : null;
    return {
      file,
      range,
      label,
      license: known?.id ?? (expression === null ? null : expressionText(expression)),
      where,
    };
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return []; // it can't be listed: the walk has said so
  }
}

/** The texts of a JSON object by key; none where it is no JSON object. */
function jsonTexts(text: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {}; // the finder of JSON files reads it as far as it goes
  }
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
