import { noticeTexts } from '../packages/installedPackage';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';

interface Part {
  readonly name: string;
  readonly license: string | null;
  /** Licence and notice texts from the part's own folder; null where that folder is not here. */
  readonly texts: readonly { readonly name: string; readonly text: string }[] | null;
  readonly duties: readonly string[];
}

/**
 * The notices that go out with the product: for each distributed package its licence and the texts from its own folder, for
 * each shipped model what its licence asks to be said. A text that is missing is said to be missing.
 * @param root the checked folder
 */
export async function formatNotice(report: CheckReport, root: string): Promise<string> {
  const parts: Part[] = [];
  const seen = new Set<string>();
  for (const finding of report.findings) {
    if (!isDistributed(finding)) continue;
    const name = subjectOf(finding);
    if (seen.has(name)) continue;
    seen.add(name);
    const duties = finding.obligations.filter((obligation) =>
      ['naming', 'attribution', 'notice'].includes(obligation.kind),
    );
    parts.push({
      name,
      license: finding.license,
      texts: await noticeTexts(root, folderOf(finding)),
      duties: finding.kind === 'package' ? [] : duties.map((duty) => duty.text),
    });
  }
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return render(parts);
}

/** Packages of the product and weights that it hands on; not what only runs in development or behind a service. */
function isDistributed(finding: Finding): boolean {
  return finding.counts && (finding.kind === 'package' || (finding.kind === 'model' && finding.use === 'ship'));
}

/** A package's own folder beside its lockfile; for weights the folder that they lie in. */
function folderOf(finding: Finding): string {
  const folder = finding.file.slice(0, finding.file.lastIndexOf('/') + 1);
  return finding.kind === 'package' ? folder + finding.reference : folder;
}

function render(parts: readonly Part[]): string {
  const lines = ['# Third-party notices', '', 'This product contains or installs the following works of others.', ''];
  for (const part of parts) lines.push(`- ${part.name}: ${part.license ?? 'no licence found'}`);
  for (const part of parts) {
    lines.push(
      '',
      `## ${part.name}`,
      '',
      `Licence: ${part.license ?? 'none found'}`,
      ...part.duties.flatMap((duty) => ['', duty]),
    );
    if (part.texts === null)
      lines.push('', '(Not installed where these notices were made, so its licence text is missing here.)');
    else if (part.texts.length === 0) lines.push('', '(Its folder holds no licence text.)');
    for (const { text } of part.texts ?? []) {
      const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((match) => match[0].length + 1)));
      lines.push('', `${fence}text`, text, fence);
    }
  }
  return `${lines.join('\n')}\n`;
}
