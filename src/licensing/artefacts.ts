import type { Evidence } from './terms';

/** One licence fact of an artefact: an SPDX expression, or null where none was found. */
export interface LicenseFact {
  readonly license: string | null;
  readonly evidence: readonly Evidence[];
  /** Where the publisher says so; without it, the page. */
  readonly where?: 'file' | 'page' | 'paper' | 'statement';
  /** Another statement of the publisher about the same artefact that says otherwise (page against file, paper against page). */
  readonly disagrees?: readonly {
    readonly license: string;
    readonly where: string;
    readonly evidence: readonly Evidence[];
    /** This statement is the licence file in force. */
    readonly inForce?: boolean;
    /** The publisher said this after the licence file. */
    readonly later?: boolean;
  }[];
  /** Taken from package manifests alone; texts and headers were not checked (LAW, What travels). */
  readonly declared?: boolean;
  /** Why this fact could not be verified; it is judged `review`. */
  readonly unverified?: string;
  readonly note?: string;
}

/** How a model comes from another. */
export type Relation = 'finetune' | 'merge' | 'quantized' | 'adapter' | 'distilled';

export interface BaseLink {
  readonly id: string;
  readonly relation: Relation;
  readonly evidence?: readonly Evidence[];
}

export interface DataLink {
  /** Id of a data set of the registry. */
  readonly id: string;
  readonly role: 'pretraining' | 'tuning';
  readonly evidence?: readonly Evidence[];
}

/**
 * A permission that lifts one inherited term: the data set's publisher lifts the set's own licence (`license`), the
 * generator's vendor alone its no-compete term (`outputs`).
 */
export interface LiftingGrant {
  readonly subject: string;
  readonly lifts: 'license' | 'outputs';
  readonly by: string;
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** Fill-in-the-middle, as the model was trained to do it. */
export interface FimFormat {
  readonly order: 'prefix-suffix-middle' | 'suffix-prefix-middle';
  readonly tokens?: {
    readonly prefix: string;
    readonly suffix: string;
    /** Left out for models that were trained without one: what is asked for follows the prefix. */
    readonly middle?: string;
    readonly repository?: string;
    readonly file?: string;
  };
  /** Product of a line's token probabilities below which nothing is shown; measured per model. */
  readonly minConfidence?: number;
  /** Prompt sizes that the model was trained on, in tokens. */
  readonly prefixTokens?: number;
  readonly suffixTokens?: number;
  readonly evidence?: readonly Evidence[];
}

/** One model of the registry, at its current revision. */
export interface ModelRecord {
  /** The publisher's hub id in its canonical case, or the model's own name where it is on no hub. */
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  /** `closed`: hosted only; judged by its service terms (stated as the weights' licence). `unreleased`: described, never offered. */
  readonly availability: 'open' | 'closed' | 'unreleased';
  readonly released?: string;
  /** Other names for the very same thing; look-up ignores case. */
  readonly aliases: {
    readonly names?: readonly string[];
    readonly hub?: readonly string[];
    readonly ollama?: readonly string[];
    readonly github?: readonly string[];
  };
  /** Said when the model was asked for by a name that others sound like (`LLaMA`, the first). */
  readonly sense?: string;
  readonly parameters?: number;
  readonly context?: number;
  readonly architecture?: string;
  readonly tasks: readonly ('completion' | 'chat' | 'embedding' | 'vision' | 'other')[];
  readonly languages?: readonly string[];
  readonly fim?: FimFormat;
  readonly files?: readonly {
    readonly name: string;
    readonly quantization?: string;
    readonly bytes?: number;
    readonly sha256?: string;
    readonly source?: string;
  }[];
  /** By which its files are known again, as `licit fingerprint` prints them. */
  readonly fingerprints?: { readonly norms?: string; readonly sketch?: string; readonly vocabulary?: string };
  readonly code: LicenseFact | null;
  /** False where a stock engine runs the weights without the publisher's own code. */
  readonly codeRequired?: boolean;
  readonly weights: LicenseFact;
  /** Licences of earlier revisions of the same id, newest first. */
  readonly earlier?: readonly {
    readonly revision?: string;
    readonly until: string;
    readonly weights: LicenseFact;
    readonly code?: LicenseFact | null;
  }[];
  readonly bases: readonly BaseLink[];
  readonly data: readonly DataLink[];
  /** What the publisher says of the training data as a whole. */
  readonly disclosure: 'full' | 'partial' | 'web-scale' | 'undisclosed';
  readonly grants?: readonly LiftingGrant[];
  /** How it was tuned, e.g. `SFT`, `RLHF`, `PPO`, `DPO`. */
  readonly methods?: readonly string[];
  readonly scores?: readonly { readonly benchmark: string; readonly value: number; readonly source: string }[];
  /** Sentences of intent outside the licence ("for research"): shown, they forbid nothing. */
  readonly statements?: readonly { readonly text: string; readonly evidence: readonly Evidence[] }[];
  /** The publication or page of the model as a whole. */
  readonly evidence?: readonly Evidence[];
  readonly notes?: readonly string[];
}

/** One data set of the registry. */
export interface DatasetRecord {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly aliases: {
    readonly names?: readonly string[];
    readonly hub?: readonly string[];
    readonly github?: readonly string[];
  };
  /** null with `single: false`: a licence per file or none for the whole. */
  readonly license: LicenseFact;
  /** Licences of earlier revisions of the same id, newest first. */
  readonly earlier?: readonly {
    readonly revision?: string;
    readonly until: string;
    readonly license: LicenseFact;
  }[];
  readonly single: boolean;
  readonly synthetic: boolean;
  /** Vendors or models whose outputs it holds, each with the licence of the terms on outputs; null where they are not known. */
  readonly generators?: readonly {
    readonly name: string;
    readonly terms: string | null;
    /** The party whose model it is, where that is the set's publisher or may be that of a model trained on it. */
    readonly vendor?: string;
    readonly evidence?: readonly Evidence[];
  }[];
  /** Sets it was made from. */
  readonly sources?: readonly string[];
  readonly evidence?: readonly Evidence[];
  readonly notes?: readonly string[];
}

/** A family name and what it may mean; the answer names the members. */
export interface FamilyRecord {
  readonly id: string;
  readonly names: readonly string[];
  /** Said of a name that stands for one thing, a system that was made of several models, though their terms differ. */
  readonly sense?: string;
  readonly members: readonly string[];
  readonly notes?: readonly string[];
  readonly evidence?: readonly Evidence[];
}

/** Software that a report or a project names; `explain` answers with its licence. */
export interface SoftwareRecord {
  readonly id: string;
  readonly names: readonly string[];
  readonly license: LicenseFact;
  readonly notes?: readonly string[];
}

/** Where scores come from, with its own licence. */
export interface ScoreSourceRecord {
  readonly id: string;
  readonly names: readonly string[];
  readonly url: string;
  readonly license: LicenseFact;
  readonly notes?: readonly string[];
}
