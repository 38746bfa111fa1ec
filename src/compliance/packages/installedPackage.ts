import { identifyLicense } from '../../licensing/texts/identify';
import type { Folder } from './folderReader';
import { namedLicense } from './licenseNames';

/** A package that is installed here. */
export interface InstalledPackage {
  readonly version: string;
  /** What it says of its licence: its manifest, else its licence texts; null where neither says anything. */
  readonly license: string | null;
  /** What another field of the same manifest says instead, where the two can't both be right. */
  readonly otherwise?: string;
  /** Who reads its folder. */
  readonly reader: Folder;
  /** Its folder, relative to the reader's. */
  readonly folder: string;
}

/** Licence, notice and authors' files as packages call them. */
const noticeFile =
  /^(?:licen[cs]es?|copying(?:\.lesser)?|unlicense|notice|third[-_ ]?party[-_ ]?(?:notices?|licenses?)|copyright)(?:[-_.].*)?$/i;
const licenseFile = /^(?:licen[cs]e|copying|unlicense)(?:[-_.].*)?$/i;
const codeFile = /\.(?:[cm]?[jt]sx?|json|map|py|pyi|pyc|rs|go|java|html|cs|rb|php|sh)$/i;
const textLimit = 512 * 1024;
/** A package with more licence texts than this bundles other works; its manifest has to say what it is. */
const mostTexts = 8;

/** True for names of files that hold a licence. */
export function isLicenseFile(name: string): boolean {
  return licenseFile.test(name) && !codeFile.test(name);
}

export interface NoticeText {
  /** Relative to the package's folder. */
  readonly name: string;
  /** null where it can't be copied: a page, or too large. */
  readonly text: string | null;
}

/** Browsers and servers bring the notices of hundreds of works in one file. */
const noticeLimit = 8 * 1024 * 1024;
const pageFile = /\.html?$/i;

/** Folders of a package that hold nothing but licences and notices: PEP 639, REUSE. */
const noticeFolder = /^licen[cs]es?$/i;
/** A longer list is no package's own. */
const mostNotices = 100;

/** The licence and notice files of a package, by their paths in its folder, sorted. */
export async function noticeFiles(reader: Folder, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await reader.list(folder)) {
    if (entry.isDirectory()) {
      if (noticeFolder.test(entry.name)) found.push(...(await filesBelow(reader, folder, entry.name, 3)));
    } else if (isNotice(entry.name)) found.push(entry.name);
  }
  return found.slice(0, mostNotices);
}

function isNotice(name: string): boolean {
  return noticeFile.test(name) && (!codeFile.test(name) || pageFile.test(name));
}

async function filesBelow(reader: Folder, folder: string, path: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await reader.list(`${folder}/${path}`)) {
    const name = `${path}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (!codeFile.test(entry.name) || pageFile.test(entry.name)) found.push(name);
    } else if (depth > 1) found.push(...(await filesBelow(reader, folder, name, depth - 1)));
  }
  return found;
}

/** The licence and notice texts of a package, sorted. */
export async function noticeTexts(reader: Folder, folder: string): Promise<readonly NoticeText[]> {
  const texts: NoticeText[] = [];
  for (const name of await noticeFiles(reader, folder)) {
    const text = pageFile.test(name) ? null : await reader.text(`${folder}/${name}`, noticeLimit);
    if (text?.trim() === '') continue;
    texts.push({ name, text: text === null || text.includes('\0') ? null : plainText(text) });
  }
  return texts;
}

function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^\ufeff/, '')
    .trimEnd();
}

/** Licences by text: most packages have one of a few. */
const known = new Map<string, string | null>();

/** What the licence texts in a folder are, all of them together; null where there is none, or one that is not known. */
export async function licenseOfTexts(
  reader: Folder,
  folder: string,
  only?: (name: string) => boolean,
): Promise<string | null> {
  const names = (await reader.list(folder)).map(({ name }) => name).filter(only ?? isLicenseFile);
  if (names.length > mostTexts) return null;
  const licenses = new Set<string>();
  for (const name of names) {
    const license = licenseOfText((await reader.text(`${folder}/${name}`, textLimit)) ?? '', name);
    if (license === null) return null;
    licenses.add(license);
  }
  const all = [...licenses].sort();
  const [first] = all;
  if (all.length <= 1) return first ?? null;
  return all.map((license) => (/ OR /i.test(license) ? `(${license})` : license)).join(' AND ');
}

const mainLicense = /^(?:licen[cs]e|copying|unlicense)(?:\.(?:md|markdown|txt|rst))?$/i;

/** Modules of a project need the same packages: each is looked at once. */
const mainLicenses = new WeakMap<InstalledPackage, Promise<string | null>>();

/** What the one licence file of a package is; null where it has none, several, or one that is not known. */
export function mainLicenseText(installed: InstalledPackage): Promise<string | null> {
  const license = mainLicenses.get(installed) ?? readMainLicense(installed);
  mainLicenses.set(installed, license);
  return license;
}

async function readMainLicense({ reader, folder }: InstalledPackage): Promise<string | null> {
  const isMain = (name: string) => mainLicense.test(name);
  const named = (await reader.list(folder)).filter(({ name }) => isMain(name));
  return named.length === 1 ? licenseOfTexts(reader, folder, isMain) : null;
}

/** The licence that a text is; null where it is none that is known. */
export function licenseOfText(text: string, fileName: string): string | null {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  // Nothing but a name is a statement, too.
  const named = text.length < 200 ? namedLicense(text) : null;
  const license = named ?? identifyLicense(text, { fileName }).license;
  if (known.size >= 500) known.clear();
  known.set(text, license);
  return license;
}
