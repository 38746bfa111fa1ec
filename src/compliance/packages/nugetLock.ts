import { jsonMember, jsonMembers, jsonText, parseJsonObject } from './jsonTree';
import { Aliases, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';

/** `packages.lock.json` of NuGet: packages for each framework, with what they need; projects are the project's own. */
export const nugetLock: PackageReader = {
  wants: (path) => /(?:^|\/)packages(?:\.[\w-]+)?\.lock\.json$/i.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const aliases = new Aliases();
    const packages = new Map<string, LockedPackage>();
    for (const framework of jsonMembers(jsonMember(root, 'dependencies'))) {
      for (const { name, key, value } of jsonMembers(framework.value)) {
        if (jsonText(value, 'type') === 'Project') continue;
        const version = jsonText(value, 'resolved') ?? '';
        const id = `${name.toLowerCase()}@${version}`;
        if (packages.has(id)) continue;
        aliases.add(name.toLowerCase(), id);
        packages.set(id, {
          key: id,
          name,
          version,
          reference: name,
          range: file.range(key.offset + 1, key.offset + key.length - 1),
          declared: null,
          scope: null,
          needs: jsonMembers(jsonMember(value, 'dependencies')).map((need) => need.name.toLowerCase()),
        });
      }
    }
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'nuget',
        path: file.path,
        packages: [...packages.values()],
        aliases: aliases.done(),
        roots: [],
        own: [],
      },
    };
  },
};
