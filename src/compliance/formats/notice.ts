import { leaves, parseExpression } from '../../licensing/expression';
import type { Registry } from '../../registry/registry';
import { isTestFile } from '../finders/hubId';
import { isManifest } from '../neighbours';
import { FolderReader } from '../packages/folderReader';
import { Installations } from '../packages/installations';
import { isLicenseFile, licenseOfText, type NoticeText, noticeTexts } from '../packages/installedPackage';
import { foldersUp } from '../packages/nodeModules';
import { folderOf } from '../packages/packageFile';
import { packagePage, readPurl } from '../packages/packageReference';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';
import { copyrightLines } from './copyrightLines';
import { NoticePage, type Part } from './noticePage';
import { standardTexts } from './standardTexts';

/** Of a file whose head is read. */
const fileLimit = 4 * 1024 * 1024;
/** Duties that are met by what is said or handed on with the product. */
const sayable = new Set<string>(['attribution', 'naming', 'notice', 'license-copy', 'share-alike', 'source-offer']);
/** Those that ask for more than the texts that follow. */
const beyondTexts = new Set<string>(['attribution', 'naming', 'share-alike', 'source-offer']);

/**
 * The notices that go out with the product: for each distributed package its licence and the texts from its own folder, for
 * each model and data set what its licence asks to be said or handed on. A text that is missing is said to be missing.
 * @param root the checked folder
 */
export async function formatNotice(report: CheckReport, root: string, registry: Registry): Promise<string> {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of report.findings) {
    if (!isOwed(finding)) continue;
    const key = `${finding.kind} ${finding.kind === 'package' && finding.resolved !== null ? finding.resolved : nameOf(finding)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const writer = new NoticeWriter(registry, await FolderReader.at(root), new Installations(root));
  const page = new NoticePage();
  for (const findings of groups.values()) {
    const part = await writer.partOf(findings);
    if (part !== null) page.add(part);
  }
  return page.render();
}

/** A folder of others' files, or one of them, has no name but its own. */
function nameOf(finding: Finding): string {
  if (finding.kind !== 'license') return subjectOf(finding);
  return speaksForFolder(finding) ? folderOf(finding.file).slice(0, -1) : finding.file;
}

function speaksForFolder({ file }: Finding): boolean {
  return isLicenseFile(file.slice(folderOf(file).length));
}

/** Packages of the product, models of whose licence something is owed, data, folders of others; not what only runs in development. */
function isOwed(finding: Finding): boolean {
  if (!finding.counts || finding.rule === 'unreadable') return false;
  if ((finding.kind === 'model' || finding.kind === 'dataset') && finding.range !== null && isTestFile(finding.file))
    return false;
  if (finding.kind === 'dataset') return true;
  if (finding.kind === 'model')
    return finding.use === 'ship' || finding.obligations.some(({ kind }) => sayable.has(kind));
  return finding.use === 'ship' && (finding.kind === 'license' || finding.kind === 'package');
}

class NoticeWriter {
  constructor(
    private readonly registry: Registry,
    /** Of the checked folder. */
    private readonly reader: FolderReader | null,
    private readonly installations: Installations,
  ) {}

  /** What is to be said of one thing, by all that was found of it; null where nothing is. */
  async partOf(findings: readonly [Finding, ...Finding[]]): Promise<Part | null> {
    const [first] = findings;
    if (first.kind === 'dataset') return this.dataset(first);
    if (first.kind === 'model') return this.model(first, findings);
    const license = findings.find((finding) => finding.license !== null)?.license ?? null;
    const owesSource = first.obligations.some(({ kind }) => kind === 'share-alike' || kind === 'source-offer');
    return {
      name: nameOf(first),
      license,
      source: owesSource ? pageOf(first) : null,
      duties: dutiesOf(findings, beyondTexts),
      texts: await this.textsOf(findings, license),
    };
  }

  private async textsOf(
    findings: readonly [Finding, ...Finding[]],
    license: string | null,
  ): Promise<readonly string[]> {
    const [first] = findings;
    if (first.kind === 'package') return textBlocks(await this.packageTexts(findings), license);
    if (speaksForFolder(first)) return textBlocks(await this.folderTexts(folderOf(first.file)), license);
    const lines = copyrightLines((await this.reader?.text(first.file, fileLimit)) ?? '');
    const standard = license === null ? null : await standardTexts(license);
    return [
      lines.length === 0
        ? 'No copyright notice was found at its head: add that of its authors.'
        : fenced(lines.join('\n')),
      ...(standard === null ? await this.publicTexts(license, null) : standard.map(({ text }) => fenced(text))),
    ];
  }

  private async model(first: Finding, findings: readonly Finding[]): Promise<Part> {
    const file = findings.find(({ range, reference, file }) => range === null && reference === file);
    const beside = file === undefined ? [] : await this.weightsTexts(folderOf(file.file));
    const texts = beside.map(copied);
    const given = new Set(beside.flatMap(({ name, text }) => idsOf(text === null ? null : licenseOfText(text, name))));
    const copies = findings.flatMap(({ obligations }) => obligations).filter(({ kind }) => kind === 'license-copy');
    // The text beside the weights is their own; one that a base asks for has to be among them, too.
    const owed = [...(beside.length === 0 ? [first.license] : []), ...copies.map(({ license }) => license)];
    for (const license of new Set(owed)) {
      const isThere = beside.length > 0 && (license === first.license || idsOf(license).every((id) => given.has(id)));
      if (!isThere) texts.push(...(await this.publicTexts(license, first.resolved)));
    }
    return { name: subjectOf(first), license: first.license, source: null, duties: dutiesOf(findings, sayable), texts };
  }

  /** Of a licence whose text lies nowhere here. */
  private async publicTexts(license: string | null, model: string | null): Promise<readonly string[]> {
    const standard = license === null ? null : await standardTexts(license);
    if (standard?.every(({ lacksCopyright }) => !lacksCopyright) === true)
      return standard.map(({ text }) => fenced(text));
    const pages = [...licensePages(license, this.registry), ...hubPage(model, '')];
    const where = pages.length === 0 ? '' : ` Add the copy from ${pages.join(' or ')}.`;
    return [`The text of ${license ?? 'its licence'} is missing here.${where}`];
  }

  /** What the licence of a data set asks for once it, or what is made of it, is handed on. */
  private dataset({ resolved, license, reference }: Finding): Part | null {
    const record = resolved === null ? undefined : this.registry.dataset(resolved);
    const terms = idsOf(license).map((id) => this.registry.license(id));
    const duties = terms.flatMap((one) => (one?.conditions ?? []).filter(({ kind }) => sayable.has(kind)));
    if (duties.length === 0) return null;
    const by = record === undefined ? '' : ` by ${record.publisher}`;
    const pages = [...hubPage(resolved, 'datasets/'), ...licensePages(license, this.registry)];
    const said = [
      `Data set ${[(record?.name ?? reference) + by, ...pages].join(', ')}; used for training.`,
      ...new Set(duties.map(({ text }) => `Where it, or what is made of it, is handed on: ${lowerFirst(text)}`)),
    ];
    return { name: resolved ?? reference, license, source: null, duties: said, texts: [] };
  }

  /** From the first place where it is installed with some; null where it is nowhere. */
  private async packageTexts(findings: readonly Finding[]): Promise<readonly NoticeText[] | null> {
    let found: readonly NoticeText[] | null = null;
    for (const { file, reference, resolved } of findings) {
      const wanted = resolved === null ? null : readPurl(resolved);
      if (wanted === null) continue;
      // npm's lockfiles name packages by their folders.
      const folder = /(?:^|\/)node_modules\//.test(reference) ? folderOf(file) + reference : null;
      const installed = await this.installations.find({ ...wanted, file, folder });
      if (installed !== null) found = await noticeTexts(installed.reader, installed.folder);
      if (found !== null && found.length > 0) return found;
    }
    return found;
  }

  private async folderTexts(path: string): Promise<readonly NoticeText[] | null> {
    if (this.reader === null) return null;
    for (const folder of foldersUp(path)) {
      const texts = await this.othersTexts(this.reader, folder);
      if (folder === '' || texts.length > 0) return texts;
    }
    return null;
  }

  /** Of the nearest folder that has some, as far as it belongs to the weights: a project's own licence speaks of its code. */
  private async weightsTexts(path: string): Promise<readonly NoticeText[]> {
    if (this.reader === null) return [];
    for (const folder of foldersUp(path)) {
      const names = await this.reader.list(folder);
      if (names.some(({ name }) => isManifest(name))) return [];
      const texts = await this.othersTexts(this.reader, folder);
      if (texts.length > 0) return texts;
    }
    return [];
  }

  /** The project's own third-party notices are about others. */
  private async othersTexts(reader: FolderReader, folder: string): Promise<readonly NoticeText[]> {
    return (await noticeTexts(reader, folder)).filter(({ name }) => !/third/i.test(name));
  }
}

function dutiesOf(findings: readonly Finding[], kinds: ReadonlySet<string>): string[] {
  const duties = findings.flatMap(({ obligations }) => obligations).filter(({ kind }) => kinds.has(kind));
  return [...new Set(duties.map(({ text }) => text))].map(withSentence);
}

/** A sentence that the duty wants said is said: `Built with Llama`. Not where a part of it is left open. */
function withSentence(duty: string): string {
  const sentence = /"([^"[<…]{3,300})"/.exec(duty)?.[1];
  const isSaid = sentence?.includes(' ') === true && !/beginning of its name|^Cosmos models only/.test(duty);
  return isSaid ? `${duty}\n\n> ${sentence}` : duty;
}

function hubPage(id: string | null, folder: string): readonly string[] {
  return id !== null && /^[\w.-]+\/[\w.-]+$/.test(id) ? [`https://huggingface.co/${folder}${id}`] : [];
}

function pageOf({ kind, resolved }: Finding): string | null {
  const wanted = kind === 'package' && resolved !== null ? readPurl(resolved) : null;
  return wanted === null ? null : packagePage(wanted);
}

function licensePages(license: string | null, registry: Registry): readonly string[] {
  return idsOf(license).flatMap((id) => registry.license(id)?.url ?? []);
}

/** Every licence of an expression. */
function idsOf(license: string | null): readonly string[] {
  const expression = license === null ? null : parseExpression(license);
  return expression === null ? [] : leaves(expression).map(({ id }) => id);
}

/** The texts of a package; where it has none SPDX's. `texts`: null where it is not installed. */
async function textBlocks(texts: readonly NoticeText[] | null, license: string | null): Promise<readonly string[]> {
  if (texts !== null && texts.length > 0) return texts.map(copied);
  const missing =
    texts === null
      ? 'Not installed where these notices were made, so its licence text is missing here.'
      : 'No licence text lies with it.';
  const standard = license === null ? null : await standardTexts(license);
  if (standard === null) return [missing];
  const lacks = standard.some(({ lacksCopyright }) => lacksCopyright)
    ? ' This is the text as SPDX has it, without the copyright notice of its authors: add that.'
    : ' This is the text as SPDX has it.';
  return [missing + lacks, ...standard.map(({ text }) => fenced(text))];
}

/** What can't be copied is said. */
function copied({ name, text }: NoticeText): string {
  return text === null ? `Its ${name} could not be copied here: add it.` : fenced(text);
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((match) => match[0].length + 1)));
  return `${fence}text\n${text}\n${fence}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
