import { judgePackage, type PackageQuestion, type PackageRole } from '../licensing/judgePackage';
import type { Use } from '../licensing/verdict';
import { projectTerms } from '../project/detect';
import { decisiveReason, type JudgeSetting, strictestOf, type UnsortedFinding, verdictSentence } from './judging';
import { inLanes } from './lanes';
import { assemblePackages } from './packages/assemble';
import { manifestsDiffer, textContradicts } from './packages/contradiction';
import { howToInstall } from './packages/howToInstall';
import { Installations } from './packages/installations';
import { type InstalledPackage, mainLicenseText } from './packages/installedPackage';
import { namedLicense } from './packages/licenseNames';
import { MissingTexts } from './packages/missingTexts';
import type { PackageFile } from './packages/packageFile';
import { type PackageReference, purlOf } from './packages/packageReference';
import { SameArchive } from './packages/sameArchive';
import { PolicyUses } from './use';
import type { Skipped } from './walk';

const useOf: Readonly<Record<PackageRole, Use>> = { distributed: 'ship', network: 'service', development: 'assist' };
const phraseOf: Readonly<Record<PackageRole, string>> = {
  distributed: 'as part of the product',
  network: 'behind a network service',
  development: 'as a development tool',
};
const width = 16;

export interface JudgedPackages {
  readonly findings: readonly UnsortedFinding[];
  /** Folders of the project in which packages are installed; relative to it. */
  readonly folders: ReadonlySet<string>;
  /** What was not seen. */
  readonly skipped: readonly Skipped[];
}

/** Judges the packages of a project by their own role, whatever `--use` says (LAW, What the project does with it). */
export async function judgePackages(
  root: string,
  files: readonly PackageFile[],
  setting: JudgeSetting,
  signal: AbortSignal,
): Promise<JudgedPackages> {
  const uses = new PolicyUses(setting.policy);
  const installations = new Installations(root, setting.stores);
  const { packages, partly, unseen } = await assemblePackages(files, installations);
  const reader = await installations.reader;
  const folders = new Set<string>();
  const texts = new MissingTexts();
  const elsewhere = new SameArchive(packages);
  const judged = await inLanes(
    packages,
    width,
    async (one) => {
      const installed = await installations.find(one);
      if (installed !== null && installed.reader === reader) folders.add(installed.folder);
      const own = one.declared ?? installed?.license ?? null;
      const other = own === null ? elsewhere.of(one) : null;
      const written = own ?? other?.license ?? null;
      const license = written === null ? null : (namedLicense(written) ?? written);
      const contradiction = await contradictionOf(one, license, installed);
      const finding = findingOf(one, license, contradiction, rolesOf(one, uses), setting);
      await texts.look(one, finding, installed);
      const more = [
        ...(one.through === undefined ? [] : [`It comes with ${one.through}.`]),
        ...(license === null ? [missingAdvice(one, installed !== null)] : []),
        ...(other === null ? [] : [`Its licence stands in ${other.file}, which lists the same archive.`]),
      ];
      return { ...finding, message: [finding.message, ...more].join(' ') };
    },
    signal,
  );
  return { findings: [...judged, ...texts.findings()], folders, skipped: [...partly, ...unseen] };
}

/** What the installed package says otherwise: its manifest than the lockfile, or its licence text than the manifest. */
async function contradictionOf(
  { declared, file, role }: PackageReference,
  license: string | null,
  installed: InstalledPackage | null,
): Promise<PackageQuestion['contradiction']> {
  if (license === null || installed === null) return undefined;
  const lockfile = file.slice(file.lastIndexOf('/') + 1);
  const manifest = installed.license === null ? license : (namedLicense(installed.license) ?? installed.license);
  if (declared !== null && manifestsDiffer(license, manifest))
    return { license: manifest, text: `${lockfile} says ${license}, but the installed package says ${manifest}.` };
  const { otherwise } = installed;
  if (otherwise !== undefined)
    return {
      license: otherwise,
      text: `One field of its manifest says ${manifest}, but its classifiers say ${otherwise}.`,
    };
  // The texts of what reaches no user are not worth the time of reading them.
  const text = role === 'development' ? null : await mainLicenseText(installed);
  if (text === null || !textContradicts(manifest, text)) return undefined;
  return { license: text, text: `Its manifest says ${manifest}, but its licence text is ${text}.` };
}

/** What to do about a package whose licence nobody says. */
function missingAdvice({ ecosystem, file }: PackageReference, isInstalled: boolean): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return isInstalled
    ? 'It is installed, but neither its manifest nor a licence text in its folder says what it is under: ask its authors, or record a decision in licit.policy.json.'
    : `${name} names no licence for it, and the package is not installed here: ${howToInstall[ecosystem]} and check again, or record a decision in licit.policy.json.`;
}

/** Distributed with the product, unless the policy says that it runs behind a service. */
function rolesOf(one: PackageReference, uses: PolicyUses): readonly PackageRole[] {
  if (one.role === 'development') return ['development'];
  const named = uses.of(one.file);
  return named.length > 0 && named.every((use) => use === 'service') ? ['network'] : ['distributed'];
}

function findingOf(
  one: PackageReference,
  license: string | null,
  contradiction: PackageQuestion['contradiction'],
  roles: readonly PackageRole[],
  setting: JudgeSetting,
): UnsortedFinding {
  const { facts, registry, policy, today } = setting;
  const purl = purlOf(one);
  const title = one.version === '' ? one.name : `${one.name}@${one.version}`;
  const judged = roles.map((role) => {
    const question = {
      id: purl,
      names: [one.name, title],
      license,
      role,
      facts: projectTerms(facts),
      lookups: registry,
      policy,
      today,
      linkingInDoubt: one.role === 'optional',
      ...(contradiction === undefined ? {} : { contradiction }),
    };
    return { role, ...judgePackage(question) };
  });
  const { role, verdict, reasons, obligations } = strictestOf(judged) ?? {
    role: 'distributed',
    verdict: 'review',
    reasons: [],
    obligations: [],
  };
  const decisive = decisiveReason(reasons, verdict);
  return {
    rule: decisive?.rule ?? 'package-licence-missing',
    kind: 'package',
    file: one.file,
    range: one.range,
    reference: one.reference,
    resolved: purl,
    use: useOf[role],
    license,
    verdict,
    counts: one.role !== 'development',
    message: verdictSentence(title, verdict, phraseOf[role], decisive),
    reasons,
    obligations,
  };
}
