import { basename, dirname } from 'node:path';
import { type FileSource, withFile } from '../formats/bytes';
import { partOf } from '../formats/parts';
import { explainFile } from '../gate/explain';
import { identifyOpaque, identifySource } from '../registry/identify';
import type { Identity } from '../registry/identity';
import { ollamaPlace } from '../registry/places';
import { type JudgeSetting, judgedFinding, strictestOf, type UnsortedFinding } from './judging';
import { HEAD_BYTES, isOpaqueModelFile, lfsPointer } from './modelFile';
import type { NeighbourReader } from './neighbours';
import type { Unreadable, WeightsSighting } from './scan';
import { PolicyUses, usesOf } from './use';

export interface WeightsOptions {
  readonly signal: AbortSignal;
  readonly neighbours: NeighbourReader;
  /** Told while a big file is read whole: which, and the share that is done, 0..1. */
  readonly onRead?: (file: string, share: number) => void;
}

/** A model whose weights lie in the folder, and what it is. */
export interface IdentifiedWeights {
  readonly sighting: WeightsSighting;
  readonly identity: Identity;
}

export interface JudgedWeights {
  readonly findings: readonly UnsortedFinding[];
  readonly unreadable: readonly Unreadable[];
  readonly identified: readonly IdentifiedWeights[];
}

/** Identifies and judges the model files of a folder, one after the other: reading them is what costs. */
export async function judgeWeights(
  files: readonly WeightsSighting[],
  setting: JudgeSetting,
  options: WeightsOptions,
): Promise<JudgedWeights> {
  const judge = new WeightsJudge(setting, options);
  for (const parts of modelsOf(files)) {
    if (options.signal.aborted) break;
    await judge.judge(parts);
  }
  return judge;
}

/** The files of each model, in order; most models have one. */
function modelsOf(files: readonly WeightsSighting[]): readonly (readonly [WeightsSighting, ...WeightsSighting[]])[] {
  const models = new Map<string, [WeightsSighting, ...WeightsSighting[]]>();
  for (const file of [...files].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const key = partOf(file.absolute)?.paths[0] ?? file.absolute;
    const known = models.get(key);
    if (known === undefined) models.set(key, [file]);
    else known.push(file);
  }
  return [...models.values()];
}

/** What could be found out of one file. */
type Read =
  | {
      readonly kind: 'identified';
      readonly identity: Identity;
      readonly sha256: string;
      readonly missing: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'cancelled' };

class WeightsJudge implements JudgedWeights {
  readonly findings: UnsortedFinding[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly identified: IdentifiedWeights[] = [];
  private readonly uses: PolicyUses;

  constructor(
    private readonly setting: JudgeSetting,
    private readonly options: WeightsOptions,
  ) {
    this.uses = new PolicyUses(setting.policy);
  }

  /** Judges one model by its first file; the others must be as well known. */
  async judge([first, ...others]: readonly [WeightsSighting, ...WeightsSighting[]]): Promise<void> {
    const read = await this.read(first);
    if (read.kind === 'cancelled') return;
    if (read.kind === 'unreadable') return this.cannotRead(first, read.reason);
    let { identity } = read;
    for (const other of others) {
      const part = await this.digest(other);
      if (part.kind === 'cancelled') return;
      if (part.kind === 'unreadable') this.cannotRead(other, part.reason);
      else if (identity.level === 'proven' && !this.isFileOf(identity.resolved, part.sha256))
        identity = { ...identity, level: 'consistent', confidence: 0.9 };
    }
    for (const missing of read.missing) {
      const broken = others.find((other) => other.absolute === missing);
      if (broken === undefined)
        this.cannotRead(first, `is part of a model whose part ${basename(missing)} is not here`);
      else this.cannotRead(broken, 'is part of a model and could not be read as such');
    }
    this.identified.push({ sighting: first, identity });
    const finding = this.findingOf(first, identity, read.sha256);
    if (finding !== null) this.findings.push(finding);
  }

  private cannotRead({ file }: WeightsSighting, reason: string): void {
    this.unreadable.push({ file, reason, kind: 'model' });
  }

  private isFileOf(id: string | null, sha256: string): boolean {
    const files = id === null ? undefined : this.setting.registry.model(id)?.files;
    return files?.some((file) => file.sha256?.toLowerCase() === sha256) === true;
  }

  private async read(sighting: WeightsSighting): Promise<Read> {
    const { registry, places } = this.setting;
    const { absolute, file } = sighting;
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const { bases } = await this.options.neighbours.of(dirname(absolute), folder);
    // A store in the workspace is no place of the user's own: what its manifests say is a claim.
    const place = await ollamaPlace(absolute, dirname(dirname(absolute)));
    const hearsay = { bases, ...(place === null ? {} : { reference: place.reference }) };
    return this.open(sighting, async (source, sha256, isPointer) => {
      if (isPointer) {
        const identity = byPointer(identifyOpaque(absolute, sha256, registry, hearsay));
        return { kind: 'identified', identity, sha256, missing: [] };
      }
      if (isOpaqueModelFile(file))
        return {
          kind: 'identified',
          identity: identifyOpaque(absolute, sha256, registry, hearsay),
          sha256,
          missing: [],
        };
      const options = { sha256, ...hearsay, ...(places === undefined ? {} : { places }) };
      const found = await identifySource(source, absolute, registry, options);
      if (!found.ok) return { kind: 'unreadable', reason: found.problem.message };
      return { kind: 'identified', identity: found.value.identity, sha256, missing: found.value.missing };
    });
  }

  private digest(sighting: WeightsSighting) {
    return this.open(sighting, async (_, sha256) => ({ kind: 'digest', sha256 }) as const);
  }

  /** Opens a file and hands it on with the digest of all its bytes, or that which a Git LFS pointer names. */
  private async open<T>(
    { absolute, file }: WeightsSighting,
    then: (source: FileSource, sha256: string, isPointer: boolean) => Promise<T>,
  ): Promise<T | Exclude<Read, { kind: 'identified' }>> {
    const { signal, onRead } = this.options;
    const opened = await withFile(absolute, async (source) => {
      const head = Buffer.alloc(Math.min(HEAD_BYTES, source.size));
      await source.read(head, 0);
      const pointer = lfsPointer(head);
      if (pointer !== null) return then(source, pointer.sha256, true);
      const progress = onRead === undefined ? {} : { onProgress: (share: number) => onRead(file, share) };
      const whole = await this.setting.digests.digest(source, { signal, ...progress });
      if (whole === 'cancelled') return { kind: 'cancelled' } as const;
      if (whole === 'changed') return { kind: 'unreadable', reason: 'changed while it was read; check again' } as const;
      return then(source, whole.sha256, false);
    });
    return opened.ok ? opened.value : { kind: 'unreadable', reason: opened.problem.message };
  }

  private findingOf(sighting: WeightsSighting, identity: Identity, sha256: string): UnsortedFinding | null {
    const { registry, policy, facts, today } = this.setting;
    const name = identity.claims.name ?? basename(sighting.file);
    const judged = strictestOf(
      usesOf(sighting.file, sighting.use, facts, this.uses).map((use) => {
        const question = { registry, identity, name, sha256, use, policy, today };
        return judgedFinding(explainFile({ ...question, facts: { ...facts, use: { ...facts.use, value: use } } }), use);
      }),
    );
    if (judged === undefined) return null;
    return {
      ...judged,
      kind: 'model',
      file: sighting.file,
      range: null,
      reference: sighting.file,
      resolved: identity.level === 'proven' || identity.level === 'consistent' ? identity.resolved : null,
      counts: true,
    };
  }
}

/** A pointer names the digest of a file that is not here: a claim. */
function byPointer(identity: Identity): Identity {
  return identity.level === 'proven' ? { ...identity, level: 'consistent', confidence: 0.9 } : identity;
}
