import { basename, resolve } from 'node:path';
import { asResult, FileSource } from '../formats/bytes';
import { type GgufFile, ggufNumber, ggufText, readGgufFrom } from '../formats/gguf';
import { type HashOptions, sha256Of } from '../formats/hash';
import type { FimFormat } from '../licensing/artefacts';
import { compareVerdicts, type Use } from '../licensing/verdict';
import type { ProjectFacts } from '../project/facts';
import type { Policy } from '../project/policy';
import { type IdentifyOptions, identifySource } from '../registry/identify';
import type { Identity } from '../registry/identity';
import type { Registry } from '../registry/registry';
import type { AdmittedModel } from './admitted';
import { DigestStore, type StorageNotice } from './digests';
import type { Acceptable } from './exception';
import { explainFile } from './explainFile';
import type { Explanation } from './explanation';
import { readStamp, sameStamp } from './stamp';

/** The local file that is to be loaded. */
export interface ModelFile {
  readonly path: string;
  /** Registry id that the user asked for; a claim like any other. */
  readonly id?: string;
}

/** For whom it is judged. */
export interface GateProject {
  readonly facts: ProjectFacts;
  readonly policy: Policy;
  /** In an untrusted workspace only what tightens counts: exceptions are left out. */
  readonly trusted: boolean;
  /** A use that was asked for beside `assist`; the stricter of both decides. */
  readonly extraUse?: Use;
}

/** What is put to the licence rules about one file. */
export interface FileQuestion {
  readonly registry: Registry;
  readonly identity: Identity;
  /** The file's own name, for where nothing better is known. */
  readonly name: string;
  readonly sha256: string;
  readonly use: Use;
  readonly facts: ProjectFacts;
  readonly policy: Policy;
  /** ISO date. */
  readonly today: string;
}

export type AdmitResult =
  | { readonly ok: true; readonly model: AdmittedModel; readonly explanation: Explanation }
  /** Judged, and not let in. `acceptable`: what a written exception would have to name; null where none would help. */
  | {
      readonly ok: false;
      readonly kind: 'refused';
      readonly explanation: Explanation;
      readonly acceptable: Acceptable | null;
    }
  /** Missing, cut off, no GGUF, without weights: one line that says what to do. */
  | { readonly ok: false; readonly kind: 'unusable'; readonly message: string }
  | { readonly ok: false; readonly kind: 'cancelled' };

export interface GateOptions {
  readonly registry: Registry;
  /** Where digests are kept; null: nowhere. */
  readonly storageDir: string | null;
  /** Today's ISO date. */
  readonly today: () => string;
  readonly onNotice?: (notice: StorageNotice) => void;
  readonly places?: IdentifyOptions['places'];
}

const admittedModels = new WeakSet<AdmittedModel>();

/** Whether a gate of this process let the model in. The engine asks before it loads. */
export function isAdmitted(model: AdmittedModel): boolean {
  return admittedModels.has(model);
}

/** The only way to an `AdmittedModel` (LAW, The gate). */
export class Gate {
  private readonly digests: DigestStore;

  constructor(private readonly options: GateOptions) {
    this.digests = new DigestStore(options.storageDir, options.onNotice);
  }

  /** Judges a file and admits it when its verdict is `allowed` or `conditional`. Never throws for what a file holds. */
  async admit(file: ModelFile, project: GateProject, options: HashOptions = {}): Promise<AdmitResult> {
    const path = resolve(file.path);
    const opened = await asResult(() => FileSource.open(path));
    if (!opened.ok) return unusable(path, opened.problem.message);
    try {
      return await this.admitOpen(opened.value, { ...file, path }, project, options);
    } finally {
      await opened.value.close();
    }
  }

  private async admitOpen(
    source: FileSource,
    file: ModelFile,
    project: GateProject,
    options: HashOptions,
  ): Promise<AdmitResult> {
    // The header first: a file that cannot be used is not worth minutes of hashing.
    const header = await readGgufFrom(source);
    if (!header.ok) return unusable(file.path, header.problem.message);
    const missing = whatIsMissing(header.value);
    if (missing !== null) return unusable(file.path, missing);
    const seen = await asResult(() => this.examine(source, file, header.value, options));
    if (!seen.ok) return unusable(file.path, seen.problem.message);
    if (seen.value === 'cancelled') return { ok: false, kind: 'cancelled' };
    if (seen.value === 'changed') return unusable(file.path, 'the file changed while it was read; try again');
    return this.decide(seen.value, file, project);
  }

  /** Everything that is known of the bytes, all read through one open file. */
  private async examine(source: FileSource, file: ModelFile, gguf: GgufFile, options: HashOptions) {
    const whole = await this.digests.digest(source, options);
    if (whole === 'cancelled' || whole === 'changed') return whole;
    const { registry, places } = this.options;
    const identified = await identifySource(source, file.path, registry, {
      sha256: whole.sha256,
      header: gguf,
      ...(file.id === undefined ? {} : { reference: file.id }),
      ...(places === undefined ? {} : { places }),
    });
    const headerSha256 = await sha256Of(source, gguf.headerBytes);
    if (headerSha256 === null || !identified.ok || !sameStamp(whole.stamp, await readStamp(source))) return 'changed';
    const header = { bytes: gguf.headerBytes, sha256: headerSha256 };
    return { ...whole, header, gguf, identity: identified.value.identity };
  }

  private decide(seen: ExaminedFile, file: ModelFile, project: GateProject): AdmitResult {
    const { identity, gguf, sha256 } = seen;
    const { registry, today } = this.options;
    const policy = project.trusted ? project.policy : { ...project.policy, exceptions: [] };
    const name = ggufText(gguf, 'general.name') ?? basename(file.path);
    const ask = (use: Use) =>
      explainFile({ registry, identity, name, sha256, use, facts: project.facts, policy, today: today() });
    const forAssist = ask('assist');
    const forExtra = project.extraUse === undefined ? forAssist : ask(project.extraUse);
    const explanation = compareVerdicts(forExtra.verdict, forAssist.verdict) > 0 ? forExtra : forAssist;
    if (explanation.verdict === 'review' || explanation.verdict === 'denied') {
      // An accepted risk lifts `review` alone, and counts only where the workspace is trusted.
      const acceptable = explanation.verdict === 'review' && project.trusted ? { sha256, name, path: file.path } : null;
      return { ok: false, kind: 'refused', explanation, acceptable };
    }
    const model = {
      path: file.path,
      sha256,
      header: seen.header,
      stamp: seen.stamp,
      id: identity.resolved,
      name: explanation.model.name,
      verdict: explanation.verdict,
      fim: fimOf(identity, gguf, registry),
    } as AdmittedModel;
    Object.freeze(model);
    admittedModels.add(model);
    return { ok: true, model, explanation };
  }
}

interface ExaminedFile {
  readonly sha256: string;
  readonly stamp: AdmittedModel['stamp'];
  readonly header: AdmittedModel['header'];
  readonly gguf: GgufFile;
  readonly identity: Identity;
}

function unusable(path: string, message: string): AdmitResult {
  return { ok: false, kind: 'unusable', message: `${path}: ${message}` };
}

/** Why a well-formed file still is no model that can be loaded; null when it is one. */
function whatIsMissing(gguf: GgufFile): string | null {
  if (ggufText(gguf, 'general.type') === 'adapter')
    return 'the file is an adapter; choose the model that it was made for';
  if (gguf.tensors.length === 0) return 'the file holds a vocabulary but no weights; choose the model itself';
  // llama.cpp would go on and open the other parts by their names, unjudged.
  if ((ggufNumber(gguf, 'split.count') ?? 0) > 1)
    return 'the file is one of several parts; join them with llama-gguf-split --merge and choose the result';
  return null;
}

/** The registry knows how a model was trained to fill in the middle; of an unknown file we know its tokens only. */
function fimOf(identity: Identity, gguf: GgufFile, registry: Registry): FimFormat | null {
  const record = identity.resolved === null ? undefined : registry.model(identity.resolved);
  if (record !== undefined) return record.fim ?? null;
  const { roles = {} } = gguf.tokenizer ?? {};
  const prefix = roles['fim-prefix']?.text;
  const suffix = roles['fim-suffix']?.text;
  const middle = roles['fim-middle']?.text;
  if (prefix === undefined || suffix === undefined || middle === undefined) return null;
  const repository = roles['fim-repository']?.text;
  const separator = roles['fim-file']?.text;
  return {
    order: 'prefix-suffix-middle',
    tokens: {
      prefix,
      suffix,
      middle,
      ...(repository === undefined ? {} : { repository }),
      ...(separator === undefined ? {} : { file: separator }),
    },
  };
}
