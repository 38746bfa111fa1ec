import type { Reason } from '../licensing/explanation';
import { expressionText, leaves, parseExpression } from '../licensing/expression';
import { judgePackage, type PackageRole } from '../licensing/judgePackage';
import { projectTerms } from '../project/detect';
import type { ProjectFacts } from '../project/facts';
import type { LicenseStatement } from './finders/licenseStatements';
import { decisiveReason, type JudgeSetting, type UnsortedFinding, verdictSentence } from './judging';
import { PolicyUses } from './use';

/** What a file says of a licence, and which file. */
export interface LicenseSighting extends LicenseStatement {
  /** Relative to the checked folder. */
  readonly file: string;
}

/**
 * Judges what files say of their licences: as distributed with the product, unless the policy says `service` for them (LAW, What the
 * project does with it). What is under the project's own licence is the project itself. A licence text at the top that is not
 * what the project's manifest says is drift.
 * @param packages folders of packages, which are judged as packages
 */
export function judgeFileLicenses(
  sightings: readonly LicenseSighting[],
  packages: ReadonlySet<string>,
  setting: JudgeSetting,
): readonly UnsortedFinding[] {
  const uses = new PolicyUses(setting.policy);
  return sightings.flatMap((sighting): UnsortedFinding[] => {
    if (isBelow(sighting.file, packages)) return [];
    if (sighting.how === 'text' && !sighting.file.includes('/')) return drift(sighting, setting.facts);
    if (sighting.license !== null && isSame(sighting.license, setting.facts.license.value)) return [];
    const named = uses.of(sighting.file);
    const role = named.length > 0 && named.every((use) => use === 'service') ? 'network' : 'distributed';
    return [findingOf(sighting, role, setting)];
  });
}

function isBelow(file: string, folders: ReadonlySet<string>): boolean {
  for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1))
    if (folders.has(file.slice(0, at))) return true;
  return false;
}

function isSame(license: string, own: string): boolean {
  const [a, b] = [parseExpression(license), parseExpression(own)];
  return a !== null && b !== null && expressionText(a) === expressionText(b);
}

function findingOf(
  sighting: LicenseSighting,
  role: PackageRole & ('distributed' | 'network'),
  { facts, registry, policy, today }: JudgeSetting,
): UnsortedFinding {
  const { file, license, range, reference } = sighting;
  const question = { id: file, license, role, facts: projectTerms(facts), lookups: registry, policy, today };
  const { verdict, reasons, obligations } = judgePackage(question);
  const decisive = decisiveReason(reasons, verdict);
  const purpose = role === 'network' ? 'behind a network service' : 'as part of the product';
  const unknown =
    license === null
      ? ' The text is none of the licences that are known here: read it, and record a decision in licit.policy.json.'
      : '';
  return {
    rule: decisive?.rule ?? 'licence-unknown',
    kind: 'license',
    file,
    range,
    reference,
    resolved: null,
    use: role === 'network' ? 'service' : 'ship',
    license,
    verdict,
    counts: true,
    message: `${verdictSentence(subjectOf(sighting), verdict, purpose, decisive)}${unknown}`,
    reasons,
    obligations,
  };
}

function subjectOf({ how, file, reference, covers }: LicenseSighting): string {
  if (how === 'tag') return `${file} (${reference})`;
  if (how === 'list') return `${covers.slice(0, 3).join(', ')}${covers.length > 3 ? ' and more' : ''} (${reference})`;
  return `${file.slice(0, file.lastIndexOf('/'))} (${reference})`;
}

/** The project's licence text against its manifest; the ids have to agree, `-only` and `-or-later` share a text. */
function drift(sighting: LicenseSighting, facts: ProjectFacts): UnsortedFinding[] {
  const { file, license, range, reference } = sighting;
  const { value: own, from, file: source } = facts.license;
  if (from !== 'workspace' || source === undefined || source === file || license === null) return [];
  const declared = idsOf(own);
  const found = idsOf(license);
  if (declared.size === 0 || [...found].every((id) => declared.has(id))) return [];
  const text = `${file} is ${license}, but ${source} says that this project is under ${own}.`;
  const reason: Reason = {
    rule: 'licence-drift',
    effect: 'review',
    artefact: 'code',
    subject: file,
    license,
    path: [file],
    text,
    evidence: [],
  };
  return [
    {
      rule: reason.rule,
      kind: 'license',
      file,
      range,
      reference,
      resolved: null,
      use: null,
      license,
      verdict: 'review',
      counts: true,
      message: `${text} Put the right licence into one of them.`,
      reasons: [reason],
      obligations: [],
    },
  ];
}

function idsOf(license: string): ReadonlySet<string> {
  const expression = parseExpression(license);
  return new Set(expression === null ? [] : leaves(expression).map(({ id }) => id.replace(/-(?:only|or-later)$/, '')));
}
