import { Aliases, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';

/** `Gemfile.lock` (and `gems.locked`): line by line as Bundler writes it. Groups stand in the Gemfile alone. */
export const gemfileLock: PackageReader = {
  wants: (path) => /(?:^|\/)(?:Gemfile\.lock|gems\.locked)$/.test(path),
  read: (file): PackageRead => {
    const aliases = new Aliases();
    const packages: (LockedPackage & { needs: string[] })[] = [];
    let section = '';
    let offset = 0;
    for (const line of file.text.split('\n')) {
      const start = offset;
      offset += line.length + 1;
      const text = line.trimEnd();
      if (/^[A-Z]/.test(text)) section = text;
      if (section !== 'GEM' && section !== 'GIT' && section !== 'PLUGIN SOURCE') continue;
      const [, indent = '', name, version] = /^( {4}| {6})([\w.-]+)(?: \(([^()]*)\))?!?$/.exec(text) ?? [];
      if (name === undefined) continue;
      if (indent.length === 6) {
        packages[packages.length - 1]?.needs.push(name);
        continue;
      }
      // `1.0.0-x86_64-linux` is a build of 1.0.0 for one platform.
      const plain = (version ?? '').replace(/-.*$/, '');
      const key = `${name} ${version ?? ''}`;
      aliases.add(name, key);
      const at = start + indent.length;
      packages.push({
        key,
        name,
        version: plain,
        reference: name,
        range: file.range(at, at + name.length),
        declared: null,
        scope: null,
        needs: [],
      });
    }
    if (section === '' && file.text.trim() !== '') return unread('is no lockfile of Bundler');
    return {
      ok: true,
      file: { kind: 'lock', ecosystem: 'gem', path: file.path, packages, aliases: aliases.done(), roots: [], own: [] },
    };
  },
};
