import { setTimeout as delay } from 'node:timers/promises';
import { decisiveReason } from '../../compliance/judging';
import { FolderReader } from '../../compliance/packages/folderReader';
import { PolicyUses } from '../../compliance/use';
import type { GateProject } from '../../gate/gate';
import { judgePackage } from '../../licensing/judgePackage';
import type { Verdict } from '../../licensing/verdict';
import { projectTerms } from '../../project/detect';
import type { Registry } from '../../registry/registry';
import { extensionOf } from '../asking/syntaxAt';
import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';
import type { Finder } from './finder';
import { packageAt } from './packageAt';
import type { Repetition } from './repetition';
import type { Coverage } from './thirdPartyIndex';

/** Third-party code that a completion repeats, and what the project may do with it. */
export interface CodeReference extends Repetition {
  readonly package: string;
  /** Empty where it is not known. */
  readonly version: string;
  /** SPDX expression, or the words of the manifest; null where nobody says. */
  readonly license: string | null;
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly reason: string;
}

/** For whom it is judged. */
export interface ReferenceSetting {
  readonly project: Pick<GateProject, 'facts' | 'policy'>;
  readonly registry: Registry;
  /** ISO date. */
  readonly today: string;
}

/** A completion waits so long to hear what it repeats. Milliseconds. */
const PATIENCE_MS = 150;
/** Packages that are remembered by a file of theirs. */
const MOST_PACKAGES = 500;
/** Of the code in front of the cursor. Characters. */
const BEFORE = 6000;

/** Looks what completions of one project repeat of the code that others wrote in it. */
export class CodeReferences {
  private readonly packages = new Map<string, ReturnType<typeof packageAt>>();

  constructor(
    private readonly root: string,
    private readonly finder: Finder,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** How much of the third-party code the last completion was compared with; null before. */
  get coverage(): Coverage | null {
    return this.finder.coverage;
  }

  /** What the text repeats, together with what stands in front of the cursor; null when nothing, or when nobody knows in time. */
  async of(
    place: Pick<CompletionPlace, 'path' | 'languageId'>,
    { before }: Cursor,
    text: string,
    setting: ReferenceSetting,
    signal: AbortSignal,
  ): Promise<CodeReference | null> {
    const extension = extensionOf(place);
    if (extension === null || text.trim() === '') return null;
    const sought = { before: before.slice(-BEFORE), text, extension };
    const stop = new AbortController();
    const pause = delay(this.patienceMs, null, { signal: AbortSignal.any([signal, stop.signal]) }).catch(() => null);
    const found = await Promise.race([this.finder.find(sought), pause]);
    stop.abort();
    return found === null ? null : this.judged(found, place.path, setting);
  }

  async dispose(): Promise<void> {
    this.packages.clear();
    await this.finder.dispose();
  }

  private async judged(found: Repetition, path: string, setting: ReferenceSetting): Promise<CodeReference | null> {
    const reader = await FolderReader.at(this.root);
    if (reader === null) return null;
    if (this.packages.size > MOST_PACKAGES) this.packages.clear();
    const known = this.packages.get(found.file) ?? packageAt(reader, found.file);
    this.packages.set(found.file, known);
    const { name, version, id, license } = await known;
    const { project, registry, today } = setting;
    const uses = new PolicyUses(project.policy).of(path);
    const { verdict, reasons } = judgePackage({
      id,
      names: [name, `${name}@${version}`],
      license,
      role: uses.length > 0 && uses.every((use) => use === 'service') ? 'network' : 'distributed',
      facts: projectTerms(project.facts),
      lookups: registry,
      policy: project.policy,
      today,
    });
    const reason = decisiveReason(reasons, verdict)?.text ?? '';
    return { ...found, package: name, version, license, verdict, reason };
  }
}

/** The reference in one line: `14 lines of left-pad 1.3.0 (MIT), node_modules/left-pad/index.js:3`. */
export function referenceText(reference: CodeReference): string {
  const { package: name, version, license, lines, file, line } = reference;
  const title = version === '' ? name : `${name} ${version}`;
  return `${lines} line${lines === 1 ? '' : 's'} of ${title} (${license ?? 'no licence found'}), ${file}:${line}`;
}
