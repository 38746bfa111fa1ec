import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { declaredLicense } from './npmLock';

/** Licence, notice and authors' files as packages call them. */
const noticeFile =
  /^(?:licen[cs]es?|copying(?:\.lesser)?|unlicense|notice|third[-_ ]?party[-_ ]?(?:notices?|licenses?)|copyright)(?:[-_.].*)?$/i;
const codeFile = /\.(?:[cm]?[jt]sx?|json|map|py|rs|go|java|html)$/i;
const manifestLimit = 1024 * 1024;
const textLimit = 512 * 1024;

/** What the manifest of an installed npm package says of its licence; null when it says nothing or is not there. */
export async function installedLicense(root: string, folder: string): Promise<string | null> {
  const text = await readStart(join(root, folder, 'package.json'), manifestLimit);
  if (text === null) return null;
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return null;
    return declaredLicense(
      'license' in manifest ? manifest.license : 'licenses' in manifest ? manifest.licenses : null,
    );
  } catch {
    return null; // not JSON: it says nothing that could be relied on
  }
}

export interface NoticeText {
  /** Relative to the package's folder. */
  readonly name: string;
  readonly text: string;
}

/** The licence and notice files in the folder of an installed package, sorted; null when it is not installed here. */
export async function noticeTexts(root: string, folder: string): Promise<readonly NoticeText[] | null> {
  const names = await readdir(join(root, folder)).catch(() => null);
  if (names === null) return null;
  const texts: NoticeText[] = [];
  for (const name of names.filter((name) => noticeFile.test(name) && !codeFile.test(name)).sort()) {
    const text = await readStart(join(root, folder, name), textLimit);
    if (text !== null && text.trim() !== '')
      texts.push({
        name,
        text: text
          .replace(/\r\n?/g, '\n')
          .replace(/^\ufeff/, '')
          .trimEnd(),
      });
  }
  return texts;
}

/** The text of a regular file up to `limit` bytes; null when it can't be read. */
export async function readStart(path: string, limit: number): Promise<string | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const info = await handle.stat();
      if (!info.isFile() || info.size > limit) return null;
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch {
    return null; // not there, or not ours to read: who asks says so
  }
}
