import { dirname } from 'node:path';
import { judgePackage, type PackageRole } from '../licensing/judgePackage';
import type { Use } from '../licensing/verdict';
import { projectTerms } from '../project/detect';
import { decisiveReason, type JudgeSetting, strictestOf, type UnsortedFinding, verdictSentence } from './judging';
import { installedLicense } from './packages/installedPackage';
import type { PackageReference } from './packages/packageReference';
import { type PythonEnvironment, pythonEnvironment } from './packages/pythonEnvironment';
import { normalizedName } from './packages/pythonPackages';
import { PolicyUses } from './use';

const useOf: Readonly<Record<PackageRole, Use>> = { distributed: 'ship', network: 'service', development: 'assist' };
const phraseOf: Readonly<Record<PackageRole, string>> = {
  distributed: 'as part of the product',
  network: 'behind a network service',
  development: 'as a development tool',
};

/** Judges packages by their own role, whatever `--use` says (LAW, What the project does with it). */
export async function judgePackages(
  root: string,
  packages: readonly PackageReference[],
  setting: JudgeSetting,
): Promise<UnsortedFinding[]> {
  const uses = new PolicyUses(setting.policy);
  const licenses = new InstalledLicenses(root);
  return Promise.all(
    packages.map(async (one) => {
      const license = one.declared ?? (await licenses.of(one));
      return findingOf(one, license, rolesOf(one, uses), setting);
    }),
  );
}

/** Licences of the packages that are installed here, read once per environment. */
class InstalledLicenses {
  private readonly environments = new Map<string, Promise<PythonEnvironment>>();

  constructor(private readonly root: string) {}

  async of(one: PackageReference): Promise<string | null> {
    if (one.ecosystem === 'npm') return installedLicense(this.root, one.folder);
    const folder = dirname(one.file);
    let environment = this.environments.get(folder);
    if (environment === undefined) {
      environment = pythonEnvironment(this.root, folder);
      this.environments.set(folder, environment);
    }
    const installed = (await environment).get(normalizedName(one.name));
    // Another version may be under another licence.
    return installed === undefined || (one.version !== '' && installed.version !== one.version)
      ? null
      : installed.license;
  }
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
  roles: readonly PackageRole[],
  setting: JudgeSetting,
): UnsortedFinding {
  const { facts, registry, policy, today } = setting;
  const judged = roles.map((role) => {
    const names = [one.name, `${one.name}@${one.version}`];
    const question = {
      id: one.purl,
      names,
      license,
      role,
      facts: projectTerms(facts),
      lookups: registry,
      policy,
      today,
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
    resolved: one.purl,
    use: useOf[role],
    license,
    verdict,
    counts: one.role === 'runtime',
    message: verdictSentence(
      one.version === '' ? one.name : `${one.name}@${one.version}`,
      verdict,
      phraseOf[role],
      decisive,
    ),
    reasons,
    obligations,
  };
}
