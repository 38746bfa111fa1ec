import { jsonMember, jsonMembers, jsonText, parseJsonObject } from './jsonTree';
import { Aliases, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';
import { isDevelopmentName, normalizedName } from './python';

/** `Pipfile.lock`: a list of packages for each category of the Pipfile. */
export const pipfileLock: PackageReader = {
  wants: (path) => /(?:^|\/)Pipfile\.lock$/.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const aliases = new Aliases();
    const packages = jsonMembers(root).flatMap(({ name: category, value: list }): LockedPackage[] => {
      if (category === '_meta') return [];
      const scope =
        category === 'default'
          ? 'runtime'
          : category === 'develop' || isDevelopmentName(category)
            ? 'development'
            : 'optional';
      return jsonMembers(list).flatMap(({ name, key, value }): LockedPackage[] => {
        if (jsonMember(value, 'path') !== undefined || jsonMember(value, 'file') !== undefined) return [];
        const id = `${category} ${name}`;
        aliases.add(normalizedName(name), id);
        return [
          {
            key: id,
            name,
            version: (jsonText(value, 'version') ?? '').replace(/^={2,3}/, ''),
            reference: name,
            range: file.range(key.offset + 1, key.offset + key.length - 1),
            declared: null,
            scope,
            needs: [],
          },
        ];
      });
    });
    return {
      ok: true,
      file: { kind: 'lock', ecosystem: 'pypi', path: file.path, packages, aliases: aliases.done(), roots: [], own: [] },
    };
  },
};
