import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainResolution } from '../gate/explain';
import type { Explanation } from '../gate/explanation';
import type { Use } from '../licensing/verdict';
import { parseReference } from '../registry/reference';
import type { Resolution } from '../registry/resolve';
import { isHubId, isTestFile, withoutProvider, withoutRegion } from './finders/hubId';
import { type JudgeSetting, judgedFinding, strictestOf, type UnsortedFinding } from './judging';
import { isModelName, isOwnName } from './modelName';
import { Pace } from './pace';
import type { HubSighting } from './scan';
import { PolicyUses, usesOf } from './use';

/** Judges what looked like a model or a data set, and drops what the registry and the folder say is none. */
export async function judgeHub(
  root: string,
  sightings: readonly HubSighting[],
  setting: JudgeSetting,
): Promise<UnsortedFinding[]> {
  const judge = new HubJudge(root, setting);
  const findings: UnsortedFinding[] = [];
  const pace = new Pace();
  for (const sighting of sightings) {
    const finding = judge.judge(sighting);
    if (finding !== null) findings.push(finding);
    if (pace.isDue) await pace.rest();
  }
  return findings;
}

/** Answers that a check keeps in memory; a tree can hold any number of words that look like an id. */
const maxResolutions = 20_000;

/**
 * Tells, file by file, which sightings are worth keeping until they are judged: a mention that means nothing to the registry is
 * none, and a big tree holds more of those than fit in memory.
 */
export function worthJudging(root: string, setting: JudgeSetting): (sighting: HubSighting) => boolean {
  const judge = new HubJudge(root, setting);
  return (sighting) => sighting.certainty !== 'mention' || sighting.trainsOn === true || judge.isMeant(sighting);
}

/** Judges references one by one. */
export class HubJudge {
  private readonly resolutions = new Map<string, Resolution>();
  private readonly explanations = new Map<string, Explanation>();
  private readonly uses: PolicyUses;

  constructor(
    private readonly root: string,
    private readonly setting: JudgeSetting,
  ) {
    this.uses = new PolicyUses(setting.policy);
  }

  judge(sighting: HubSighting): UnsortedFinding | null {
    if (sighting.trainsOn === true || sighting.trains?.onlyIfRead !== undefined) return null; // judgeTrainingFlows
    if (sighting.atRunTime === true) return this.namedLater(sighting);
    if (sighting.trains !== undefined) return this.judgeOutput(sighting, sighting.trains);
    const resolution = this.resolve(sighting);
    if (!this.isReference(sighting, resolution)) return null;
    const isDataset = resolution.kind === 'dataset' || (resolution.kind === 'unknown' && sighting.kind === 'dataset');
    // A data set is judged by its own terms for training, whatever `--use` says (LAW).
    const uses: readonly Use[] = isDataset
      ? ['train']
      : usesOf(sighting.file, useByPlace(sighting, resolution), this.setting.facts, this.uses);
    const judged = strictestOf(
      uses.map((use) =>
        judgedFinding(this.explain(resolution, use), use, isDataset ? 'for training a model on it' : undefined),
      ),
    );
    if (judged === undefined) return null;
    return {
      ...judged,
      ...placeOf(sighting, judged),
      kind: isDataset ? 'dataset' : 'model',
      reference: sighting.reference,
      resolved: idOf(resolution),
      counts: !sighting.prose,
    };
  }

  /** Nobody can judge what has no name yet; that it is there has to be said. */
  private namedLater(sighting: HubSighting): UnsortedFinding {
    const { reference, use, trains } = sighting;
    const kind = trains === undefined ? sighting.kind : 'output-use';
    const what = kind === 'dataset' ? 'data set' : 'model';
    const message =
      trains === undefined
        ? `\`${reference}\` names a ${what} at run time only, so which one it is was not seen`
        : `What \`${reference}\` writes goes into ${trains.into}; its model is named at run time only, so whose terms count was not seen`;
    return {
      rule: 'reference-unresolved',
      ...placeOf(sighting, { message }),
      kind,
      reference,
      resolved: null,
      use: kind !== 'model' ? 'train' : (usesOf(sighting.file, use, this.setting.facts, this.uses)[0] ?? use),
      license: null,
      verdict: 'review',
      counts: false,
      reasons: [],
      obligations: [],
    };
  }

  /** True where it is a model or a data set, as far as anybody here can know. */
  isMeant(sighting: HubSighting): boolean {
    return this.isReference(sighting, this.resolve(sighting));
  }

  /** A use of outputs for training is judged as `train`, whatever `--use` says (LAW). */
  judgeOutput(sighting: HubSighting, { vendor, into }: NonNullable<HubSighting['trains']>): UnsortedFinding | null {
    const known = this.resolve(sighting);
    // A model of the project's own.
    if (known.kind === 'unknown' && (/^[./~]/.test(sighting.reference) || this.isLocalPath(sighting))) return null;
    const resolution = known.kind === 'unknown' && vendor !== null ? this.closedModelsOf(vendor, known) : known;
    const purpose = `for training: what it writes goes into ${into}`;
    const judged = judgedFinding(this.explain(resolution, 'train'), 'train', purpose);
    return {
      ...judged,
      ...placeOf(sighting, judged),
      kind: 'output-use',
      reference: sighting.reference,
      resolved: idOf(known),
      counts: true,
    };
  }

  /** A model of a vendor that the registry does not know by its name is under the terms of one of those that it knows. */
  private closedModelsOf(vendor: string, unknown: Resolution): Resolution {
    const candidates = this.setting.registry.models.filter(
      (model) => model.availability === 'closed' && model.publisher === vendor,
    );
    if (candidates.length === 0) return unknown;
    return { kind: 'ambiguous', name: vendor, candidates, unknownTag: false, asked: unknown.asked };
  }

  private resolve(sighting: HubSighting): Resolution {
    const key = `${sighting.kind} ${sighting.certainty === 'mention'} ${sighting.reference}`;
    let resolution = this.resolutions.get(key);
    if (resolution === undefined) {
      resolution = this.lookUp(sighting);
      if (this.resolutions.size >= maxResolutions) this.resolutions.clear();
      this.resolutions.set(key, resolution);
    }
    return resolution;
  }

  private lookUp({ kind, reference, certainty }: HubSighting): Resolution {
    const { registry } = this.setting;
    if (kind === 'dataset' && isHubId(reference)) {
      const dataset = registry.resolve(`datasets/${reference}`);
      if (dataset.kind !== 'unknown') return dataset;
    }
    // As Git writes it over SSH.
    const resolution = registry.resolve(withoutRegion(reference).replace(/^(huggingface\.co|hf\.co):/, '$1/'));
    if (resolution.kind !== 'unknown' || certainty === 'mention') return resolution;
    // `ollama/llama3.1`: who runs the model stands before its name.
    const rest = withoutProvider(reference);
    const behind = rest === null ? resolution : registry.resolve(rest);
    return behind.kind === 'unknown' ? resolution : behind;
  }

  private explain(resolution: Resolution, use: Use): Explanation {
    const key = `${use} ${resolution.kind} ${idOf(resolution) ?? (resolution.kind === 'unknown' ? resolution.reference : '')} ${'revision' in resolution ? resolution.revision : ''} ${resolution.asked.join(' ')}`;
    let explanation = this.explanations.get(key);
    if (explanation === undefined || idOf(resolution) === null) {
      const facts = { ...this.setting.facts, use: { ...this.setting.facts.use, value: use } };
      explanation = explainResolution(resolution, { ...this.setting, facts });
      this.explanations.set(key, explanation);
    }
    return explanation;
  }

  /** The less the place says, the more the registry has to know. */
  private isReference(sighting: HubSighting, resolution: Resolution): boolean {
    const isKnown =
      resolution.kind !== 'unknown' && resolution.kind !== 'software' && resolution.kind !== 'scoreSource';
    const isAddress =
      /^(?:(?:https?:\/\/)?(?:(?:www|api-inference|router)\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)[/:]|hf:\/\/(?:models|datasets)\/|arn:aws)/i.test(
        sighting.reference,
      );
    if (isKnown) return isAddress || sighting.certainty !== 'mention' || isHubIdOf(resolution, sighting.reference);
    if (sighting.certainty === 'mention' && !isAddress) return false;
    if (!isAddress && !isHubId(sighting.reference) && !this.isName(sighting)) return false;
    return isAddress || !this.isLocalPath(sighting);
  }

  /** A word that nobody knows is a name by its place, or where it begins as names do. Tests make names up. */
  private isName({ kind, certainty, reference, file }: HubSighting): boolean {
    // A data set's name is any word, and what loads one takes nothing else.
    if (kind === 'dataset') return certainty === 'slot';
    if (!isModelName(reference)) return false;
    const isTest = isTestFile(file);
    if (certainty === 'slot' && !isTest) return true;
    const isSaid = certainty === 'slot' || !(isTest || isOwnName(reference));
    return isSaid && this.setting.registry.isFamiliar(reference);
  }

  /** A name that is a file or folder here means that one. */
  private isLocalPath({ file, reference }: HubSighting): boolean {
    return existsSync(join(this.root, reference)) || existsSync(join(this.root, dirname(file), reference));
  }
}

/** Where it stands; in a notebook the file's line says little, so that the message names the cell. */
function placeOf(
  { file, range, cell }: HubSighting,
  { message }: Pick<UnsortedFinding, 'message'>,
): Pick<UnsortedFinding, 'file' | 'range' | 'cell' | 'message'> {
  return cell === undefined ? { file, range, message } : { file, range, cell, message: `Cell ${cell}: ${message}` };
}

/** A hosted model has no weights that could be trained on or handed out: a script that calls it uses its service. */
function useByPlace({ use }: HubSighting, resolution: Resolution): Use {
  const isHosted = resolution.kind === 'model' && resolution.model.availability === 'closed';
  return isHosted && (use === 'derive' || use === 'ship') ? 'service' : use;
}

/** True when the text is the thing's own id on a hub, not a name or a code repository that means it elsewhere. */
function isHubIdOf(resolution: Resolution, reference: string): boolean {
  if (!reference.includes('/')) return false;
  if (resolution.kind === 'model')
    return resolution.by === 'id' || resolution.by === 'quantized' || resolution.by === 'reupload';
  if (resolution.kind !== 'dataset') return false;
  const { id, aliases } = resolution.dataset;
  const name = parseReference(reference).name.toLowerCase();
  return [id, ...(aliases.hub ?? [])].some((known) => known.toLowerCase() === name);
}

/** Registry id; null where the reference means nothing or nothing single. */
function idOf(resolution: Resolution): string | null {
  switch (resolution.kind) {
    case 'model':
      return resolution.model.id;
    case 'dataset':
      return resolution.dataset.id;
    case 'family':
      return resolution.family.id;
    case 'software':
      return resolution.software.id;
    case 'scoreSource':
      return resolution.scoreSource.id;
    case 'tag':
    case 'ambiguous':
    case 'unknown':
      return null;
  }
}
