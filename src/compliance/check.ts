import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemMessage } from '../formats/bytes';
import { DISCLAIMER } from '../gate/explain';
import { registryStatus } from '../gate/frame';
import { compareVerdicts, strictest } from '../licensing/verdict';
import { lookAgain } from './changes';
import { knownIds } from './clues/knownIds';
import { judgeFileLicenses } from './judgeFileLicenses';
import { judgeHub, worthJudging } from './judgeHub';
import { type JudgedPackages, judgePackages } from './judgePackages';
import { type JudgedWeights, judgeWeights } from './judgeWeights';
import type { JudgeSetting, UnsortedFinding } from './judging';
import { findLicenseDrift } from './licenseDrift';
import { NeighbourReader } from './neighbours';
import type { CheckReport, Coverage, Finding } from './report';
import { type Collection, type Scan, type ScanOptions, scan, type Unreadable } from './scan';
import { judgeTrainingFlows } from './trainingFlows';
import type { Skipped } from './walk';

export interface CheckOptions extends JudgeSetting, ScanOptions {}

export type CheckOutcome =
  | {
      readonly ok: true;
      readonly report: CheckReport;
      /** What `recheck` goes on from; only for a check that was made `recheckable`. */
      readonly checked?: Checked;
    }
  | { readonly ok: false; readonly kind: 'cancelled' | 'unreadable'; readonly message: string };

/** A check in its parts. */
export interface Checked {
  readonly seen: Collection;
  readonly hub: readonly UnsortedFinding[];
  readonly weights: JudgedModels;
  readonly packages: JudgedPackages;
}

interface JudgedModels extends JudgedWeights {
  readonly drift: readonly UnsortedFinding[];
}

/**
 * Checks a folder: finds its models, data sets and packages, judges each for what the project does with it, and says what it
 * could not see. The same folder, registry and day give the same report.
 */
export async function runCheck(root: string, options: CheckOptions, signal: AbortSignal): Promise<CheckOutcome> {
  const folder = resolve(root);
  const problem = await folderProblem(folder);
  if (problem !== null) return { ok: false, kind: 'unreadable', message: problem };
  const seen = await scan(folder, signal, {
    ...options,
    known: knownIds(options.registry),
    isWorthKeeping: worthJudging(folder, options),
  });
  if (signal.aborted) return cancelled;
  const weights = await judgeModels(seen, options, signal);
  const [hub, packages] = await Promise.all([
    judgeHub(seen.root, seen.hub, options),
    judgePackages(seen.root, seen.packages, options, signal),
  ]);
  return signal.aborted ? cancelled : outcomeOf({ seen, hub, weights, packages }, options);
}

/**
 * The check again after these files (absolute paths) were written, made or deleted: only they are read, and judged again is only
 * what depends on them. The setting has to be the same. A change that decides what is looked at (ignore files, folders) makes
 * a full check.
 */
export async function recheck(
  previous: Checked,
  changed: readonly string[],
  options: CheckOptions,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { seen } = previous;
  const change = lookAgain(seen, changed, options.ownFiles ?? []);
  if (change === 'everything') return runCheck(seen.root, options, signal);
  const hub =
    change.cameOrWent || change.files.size > 0
      ? [
          ...(change.cameOrWent ? [] : previous.hub.filter(({ file }) => !change.files.has(file))),
          ...(await judgeHub(
            seen.root,
            change.cameOrWent ? seen.hub : seen.hub.filter(({ file }) => change.files.has(file)),
            options,
          )),
        ]
      : previous.hub;
  const weights = change.models ? await judgeModels(seen, options, signal) : previous.weights;
  const packages = change.packages ? await judgePackages(seen.root, seen.packages, options, signal) : previous.packages;
  return signal.aborted ? cancelled : outcomeOf({ seen, hub, weights, packages }, options);
}

async function judgeModels(seen: Collection, options: CheckOptions, signal: AbortSignal): Promise<JudgedModels> {
  const { registry } = options;
  const neighbours = new NeighbourReader(registry);
  const onRead = (file: string, share: number) => options.onProgress?.({ files: seen.files, file, share });
  const judged = await judgeWeights(seen.weights, options, { signal, neighbours, onRead });
  const drift = await findLicenseDrift(seen.root, judged.identified, seen.labels, { registry, neighbours });
  const { findings, unreadable, identified } = judged;
  return { findings, unreadable, identified, drift };
}

function outcomeOf(checked: Checked, options: CheckOptions): CheckOutcome {
  const { registry, today, facts, recheckable } = options;
  const { seen, hub, weights, packages } = checked;
  const unreadable = [...seen.unreadable, ...weights.unreadable];
  const files = judgeFileLicenses(seen.licenses, packages.folders, options);
  // What is written in one file and trained on in another: after any change.
  const flows = judgeTrainingFlows(seen.root, seen.hub, options);
  const judged = [...hub, ...flows, ...weights.findings, ...weights.drift, ...packages.findings, ...files];
  const findings = [...judged, ...unreadable.map(unreadableFinding)].map(withLevel).sort(byPlace);
  return {
    ok: true,
    report: {
      verdict: strictest(findings.filter((finding) => finding.counts).map((finding) => finding.verdict)),
      project: facts,
      coverage: coverageOf(seen, [...seen.skipped, ...weights.unreadable, ...packages.skipped], findings),
      findings,
      registry: registryStatus(registry, today),
      disclaimer: DISCLAIMER,
    },
    ...(recheckable === true ? { checked } : {}),
  };
}

const cancelled: CheckOutcome = { ok: false, kind: 'cancelled', message: 'the check was stopped' };

/** Why a folder can't be checked; null when it can. */
export async function folderProblem(folder: string): Promise<string | null> {
  try {
    return (await stat(folder)).isDirectory() ? null : 'this is a file; name the folder that holds it';
  } catch (error) {
    const message = systemMessage(error);
    if (message === null) throw error;
    return message.replace('there is no such file', 'there is no such folder');
  }
}

function unreadableFinding({ file, reason, kind }: Unreadable): UnsortedFinding {
  return {
    rule: 'unreadable',
    kind,
    file,
    range: null,
    reference: file,
    resolved: null,
    use: null,
    license: null,
    verdict: 'review',
    counts: true,
    message: `${file} ${reason}; what it holds is not known`,
    reasons: [],
    obligations: [],
  };
}

/** Only what counts can be more than a note (CONTRACT, check). */
function withLevel(finding: UnsortedFinding): Finding {
  const { rule, verdict, counts, ...rest } = finding;
  const level = !counts || compareVerdicts(verdict, 'review') < 0 ? 'note' : verdict === 'denied' ? 'error' : 'warning';
  return { rule, level, ...rest, verdict, counts };
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compareTexts(a.file, b.file) ||
    (a.range?.startLine ?? 0) - (b.range?.startLine ?? 0) ||
    (a.range?.startColumn ?? 0) - (b.range?.startColumn ?? 0) ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.reference, b.reference)
  );
}

/** By UTF-16 code units: the order does not depend on the machine's language. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function coverageOf(seen: Scan, skipped: readonly Skipped[], findings: readonly Finding[]): Coverage {
  const references = findings.filter(({ rule }) => rule !== 'unreadable' && rule !== 'licence-text-missing');
  return {
    files: seen.files,
    bytes: seen.bytes,
    references: references.length,
    resolved: references.filter((finding) => finding.resolved !== null).length,
    skipped: skipped
      .map(({ file, reason }) => ({ file, reason }))
      .sort((a, b) => compareTexts(a.file, b.file) || compareTexts(a.reason, b.reason)),
  };
}
