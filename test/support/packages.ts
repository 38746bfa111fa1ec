import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assemblePackages } from '../../src/compliance/packages/assemble';
import { Installations } from '../../src/compliance/packages/installations';
import { purlOf } from '../../src/compliance/packages/packageReference';
import { scan } from '../../src/compliance/scan';
import { zipOf } from './zip';

/**
 * The packages of a project with these files, as `file:line:column purl role licence`, sorted; then what could not be read,
 * and behind `~` what is only said not to be looked up. The stores of the machine are folders in `store/`. A file whose text is `-> target` is a symbolic link; one whose value is a list of files is a zip archive. The licence is what the file says, else what is installed.
 */
export async function packagesIn(
  files: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): Promise<readonly string[]> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'licit-packages-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      if (typeof text !== 'string') await writeFile(join(root, path), zipOf(text));
      else if (text.startsWith('-> ')) await symlink(text.slice('-> '.length), join(root, path));
      else await writeFile(join(root, path), text);
    }
    const { packages, unreadable, skipped } = await scan(root, new AbortController().signal);
    const installations = new Installations(root, {
      cargo: [join(root, 'store/cargo')],
      golang: [join(root, 'store/go')],
      maven: [join(root, 'store/maven')],
      gradle: [join(root, 'store/gradle')],
      nuget: [join(root, 'store/nuget')],
      yarn: [join(root, 'store/yarn')],
      python: [join(root, 'store/python')],
    });
    const { packages: references, unseen } = await assemblePackages(packages, installations);
    const lines = await Promise.all(
      references.map(async (one) => {
        const license = one.declared ?? (await installations.find(one))?.license ?? '-';
        const place = one.range === null ? '' : `:${one.range.startLine}:${one.range.startColumn}`;
        return `${one.file}${place} ${purlOf(one).slice('pkg:'.length)} ${one.role} ${license}`;
      }),
    );
    const others = skipped.filter(({ file }) => !unreadable.some((one) => one.file === file));
    return [
      ...lines.sort(byPlace),
      ...unreadable.map(({ file, reason }) => `${file} ${reason}`).sort(),
      ...[...unseen, ...others.filter(({ reason }) => reason.startsWith('lists'))]
        .map(({ file, reason }) => `~ ${file} ${reason}`)
        .sort(),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const byPlace = new Intl.Collator('en', { numeric: true }).compare;
