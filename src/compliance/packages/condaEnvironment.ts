import type { Need, PackageRead, PackageReader } from './packageFile';
import { normalizedName, readRequirement } from './python';

/**
 * conda's environment files (https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html): what pip is to
 * install is read as pip's; packages of conda are only counted.
 */
export const condaEnvironment: PackageReader = {
  wants: (path) => /(?:^|\/)(?:[\w.-]*[-_.])?(?:environment|conda)(?:[-_.][\w.-]*)?\.ya?ml$/i.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const needs: Need[] = [];
    let own = 0;
    let isList = false;
    /** Column of the items below `- pip:`. */
    let pip: number | null = null;
    let offset = 0;
    for (const line of file.text.split('\n')) {
      const start = offset;
      offset += line.length + 1;
      const text = line.replace(/(?:^|\s)#.*$/, '').trimEnd();
      if (text.trim() === '' || text.length > longestLine) continue;
      if (/^\S/.test(text) && !text.startsWith('-')) {
        isList = /^dependencies:\s*$/.test(text);
        pip = null;
        continue;
      }
      const item = isList ? /^(\s*)-\s+(.*)$/.exec(text) : null;
      if (item === null) continue;
      const [whole, { length: column } = '', content = ''] = item;
      if (pip !== null && column <= pip) pip = null;
      if (/^pip:\s*$/.test(content)) {
        pip = column;
        continue;
      }
      const plain = content.replace(/^["']|["']$/g, '');
      if (pip === null) {
        if (!/^(?:python|pip)\b/.test(plain)) own++;
        continue;
      }
      const requirement = readRequirement(plain);
      if (requirement === null) continue;
      const at = start + whole.length - content.length + content.indexOf(plain);
      const { name, spec, version, extras } = requirement;
      const range = file.range(at, at + name.length);
      needs.push({ name: normalizedName(name), spec, version, extras, scope: 'runtime', range });
    }
    return {
      ok: true,
      file: {
        kind: 'manifest',
        ecosystem: 'pypi',
        path: file.path,
        name: null,
        needs,
        ...(own === 0
          ? {}
          : {
              unseen: `names ${own === 1 ? 'a package' : `${own} packages`} of conda: their licences are not looked up`,
            }),
      },
    };
  },
};

const longestLine = 4000;
