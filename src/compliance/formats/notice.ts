import { FolderReader } from '../packages/folderReader';
import { Installations } from '../packages/installations';
import { isLicenseFile, type NoticeText, noticeTexts } from '../packages/installedPackage';
import { foldersUp } from '../packages/nodeModules';
import { folderOf } from '../packages/packageFile';
import { readPurl } from '../packages/packageReference';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';

interface Part {
  readonly name: string;
  readonly license: string | null;
  /** Duties, then licence and notice texts, ready to print. */
  readonly body: string;
}

/**
 * The notices that go out with the product: for each distributed package its licence and the texts from its own folder, for
 * each shipped model what its licence asks to be said. A text that is missing is said to be missing.
 * @param root the checked folder
 */
export async function formatNotice(report: CheckReport, root: string): Promise<string> {
  const parts = new Map<string, Part>();
  const places: Places = { reader: await FolderReader.at(root), installations: new Installations(root) };
  for (const finding of report.findings) {
    if (!isDistributed(finding)) continue;
    const name = finding.kind === 'license' ? folderOf(finding.file).slice(0, -1) : subjectOf(finding);
    if (parts.has(name)) continue;
    const texts = await textsOf(finding, places);
    parts.set(name, { name, license: finding.license, body: bodyOf(finding, texts) });
  }
  return render([...parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Packages of the product, weights and folders of others that it hands on; not what only runs in development or behind a service. */
function isDistributed(finding: Finding): boolean {
  if (!finding.counts || finding.use !== 'ship') return false;
  if (finding.kind === 'license') return isLicenseFile(finding.file.slice(folderOf(finding.file).length));
  return finding.kind === 'package' || finding.kind === 'model';
}

interface Places {
  /** Of the checked folder. */
  readonly reader: FolderReader | null;
  readonly installations: Installations;
}

/** The texts in an installed package's own folder; for weights those in the nearest folder that has one. */
async function textsOf(finding: Finding, places: Places): Promise<readonly NoticeText[] | null> {
  if (finding.kind === 'package') return packageTexts(finding, places.installations);
  const { reader } = places;
  if (reader === null) return null;
  for (const folder of foldersUp(folderOf(finding.file))) {
    // The project's own third-party notices are about others.
    const texts = (await noticeTexts(reader, folder)).filter(({ name }) => !/third/i.test(name));
    if (folder === '' || texts.length > 0) return texts;
  }
  return null;
}

async function packageTexts(
  { file, reference, resolved }: Finding,
  installations: Installations,
): Promise<readonly NoticeText[] | null> {
  const wanted = resolved === null ? null : readPurl(resolved);
  if (wanted === null) return null;
  // npm's lockfiles name packages by their folders.
  const folder = /(?:^|\/)node_modules\//.test(reference) ? folderOf(file) + reference : null;
  const installed = await installations.find({ ...wanted, file, folder });
  return installed === null ? null : noticeTexts(installed.reader, installed.folder);
}

function bodyOf(finding: Finding, texts: readonly NoticeText[] | null): string {
  const duties =
    finding.kind === 'model'
      ? finding.obligations.filter(({ kind }) => kind === 'naming' || kind === 'attribution')
      : [];
  const blocks = duties.map((duty) => duty.text);
  if (texts === null) blocks.push('Not installed where these notices were made, so its licence text is missing here.');
  else if (texts.length === 0) blocks.push('Its folder holds no licence text.');
  for (const { text } of texts ?? []) {
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((match) => match[0].length + 1)));
    blocks.push(`${fence}text\n${text}\n${fence}`);
  }
  return blocks.join('\n\n');
}

/** Parts whose texts are the same, to the letter, share one copy. */
function render(parts: readonly Part[]): string {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = `${part.license}\n${part.body}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const sections = [...groups.values()].map((group) => {
    const names = group.map(({ name }) => name).join(', ');
    return `## ${names}\n\nLicence: ${group[0]?.license ?? 'none found'}\n\n${group[0]?.body ?? ''}\n`;
  });
  return [
    '# Third-party notices\n',
    'This product contains or installs the following works of others.\n',
    ...sections,
  ].join('\n');
}
