import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assemblePackages } from '../../src/compliance/packages/assemble';
import { Installations } from '../../src/compliance/packages/installations';
import { purlOf } from '../../src/compliance/packages/packageReference';
import { scan } from '../../src/compliance/scan';

/**
 * The packages of a project with these files, as `file:line:column purl role licence`, sorted; then what could not be read.
 * The stores of the machine are folders in `store/`. A file whose text is `-> target` is a symbolic link. The licence is what the file says, else what is installed.
 */
export async function packagesIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'licit-packages-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      if (text.startsWith('-> ')) await symlink(text.slice('-> '.length), join(root, path));
      else await writeFile(join(root, path), text);
    }
    const { packages, unreadable } = await scan(root, new AbortController().signal);
    const installations = new Installations(root, {
      cargo: [join(root, 'store/cargo')],
      golang: [join(root, 'store/go')],
      maven: [join(root, 'store/maven')],
      gradle: [join(root, 'store/gradle')],
      nuget: [join(root, 'store/nuget')],
    });
    const { packages: references } = await assemblePackages(packages, installations);
    const lines = await Promise.all(
      references.map(async (one) => {
        const license = one.declared ?? (await installations.find(one))?.license ?? '-';
        const place = one.range === null ? '' : `:${one.range.startLine}:${one.range.startColumn}`;
        return `${one.file}${place} ${purlOf(one).slice('pkg:'.length)} ${one.role} ${license}`;
      }),
    );
    return [...lines.sort(byPlace), ...unreadable.map(({ file, reason }) => `${file} ${reason}`).sort()];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const byPlace = new Intl.Collator('en', { numeric: true }).compare;
