import { isAuthorsOwn } from '../formats/standardTexts';
import type { UnsortedFinding } from '../judging';
import { type InstalledPackage, noticeFiles } from './installedPackage';
import type { PackageReference } from './packageReference';

/** Names in a message; more are counted. */
const mostNamed = 10;

/**
 * The licence texts that go out with a product and are not here: of packages that are installed without one where only their authors
 * could give it, and, by the file that lists them, of those that are not installed.
 */
export class MissingTexts {
  private readonly found: UnsortedFinding[] = [];
  /** By file: packages of the product that are not installed. */
  private readonly absent = new Map<string, string[]>();

  /** `finding`: the judgement of the package. */
  async look(one: PackageReference, finding: UnsortedFinding, installed: InstalledPackage | null): Promise<void> {
    const { license } = finding;
    const isOwed = finding.obligations.some(({ kind }) => kind === 'notice' || kind === 'license-copy');
    if (!finding.counts || finding.use !== 'ship' || license === null || !isOwed || !isAuthorsOwn(license)) return;
    const title = one.version === '' ? one.name : `${one.name}@${one.version}`;
    if (installed === null) {
      // Made for other machines: nobody expects all of them here.
      if (one.role === 'optional') return;
      const others = this.absent.get(one.file);
      if (others === undefined) this.absent.set(one.file, [title]);
      else others.push(title);
    } else if ((await noticeFiles(installed.reader, installed.folder)).length === 0) {
      const message = `${title} is under ${license}, which asks to hand on its notice, but no licence text lies with it`;
      this.found.push({ ...finding, ...missing, message });
    }
  }

  findings(): readonly UnsortedFinding[] {
    const absent = [...this.absent].map(([file, names]): UnsortedFinding => {
      const named = [...new Set(names)].sort();
      const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : '';
      const message = `The licence texts of ${named.slice(0, mostNamed).join(', ')}${more} are not here to be handed on: the packages are not installed`;
      const place = { kind: 'package', file, range: null, reference: file, resolved: null } as const;
      return { ...place, use: 'ship', license: null, ...missing, message };
    });
    return [...this.found, ...absent];
  }
}

/** The duty is known and can be met, so nothing hangs on it but the notices. */
const missing = {
  rule: 'licence-text-missing',
  verdict: 'conditional',
  counts: false,
  reasons: [],
  obligations: [],
} as const;
