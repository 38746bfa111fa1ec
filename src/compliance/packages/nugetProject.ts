import type { TextFile } from '../text/textFile';
import {
  Aliases,
  type LockedPackage,
  type ManifestFile,
  type Need,
  type PackageRead,
  type PackageReader,
  unread,
} from './packageFile';
import { parseXml, type XmlElement, xmlChildren, xmlText } from './xmlTree';

/** Project files of .NET with `PackageReference` (https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files). */
export const nugetProject: PackageReader = {
  wants: (path) => /(?:^|\/)(?:[^/]+\.(?:cs|fs|vb)proj|Directory\.Build\.(?:props|targets))$/i.test(path),
  read: (file): PackageRead => {
    const project = parseXml(file.text);
    if (project?.name !== 'Project') return unread('is no project of MSBuild');
    const items = itemsOf(project, 'PackageReference');
    const isTest =
      items.some((item) => /^Microsoft\.NET\.Test\.Sdk$/i.test(itemValue(item, 'Include'))) ||
      xmlChildren(project, 'PropertyGroup').some((group) => /^true$/i.test(xmlText(group, 'IsTestProject')));
    const needs = items.flatMap((item): Need[] => {
      const name = itemValue(item, 'Include');
      if (name === '') return [];
      const spec = itemValue(item, 'VersionOverride') || itemValue(item, 'Version');
      // Assets that stay private are tools: analysers, generators.
      const isTool = isTest || /^all$/i.test(itemValue(item, 'PrivateAssets'));
      return [
        {
          name,
          spec,
          version: exactVersion(spec),
          scope: isTool ? 'development' : 'runtime',
          range: rangeOf(file, item, name),
        },
      ];
    });
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'nuget',
      path: file.path,
      name: file.name.replace(/\.\w+$/, ''),
      needs,
    };
    return { ok: true, file: manifest };
  },
};

/** `Directory.Packages.props`: the versions for all projects below (https://learn.microsoft.com/nuget/consume-packages/central-package-management). */
export const nugetVersions: PackageReader = {
  wants: (path) => /(?:^|\/)Directory\.Packages\.props$/i.test(path),
  read: (file): PackageRead => {
    const project = parseXml(file.text);
    if (project?.name !== 'Project') return unread('is no project of MSBuild');
    const aliases = new Aliases();
    const tools = itemsOf(project, 'GlobalPackageReference');
    const packages = [...itemsOf(project, 'PackageVersion'), ...tools].flatMap((item): LockedPackage[] => {
      const name = itemValue(item, 'Include');
      if (name === '') return [];
      aliases.add(name.toLowerCase(), name);
      return [
        {
          key: name,
          name,
          version: exactVersion(itemValue(item, 'Version')),
          reference: name,
          range: rangeOf(file, item, name),
          declared: null,
          scope: tools.includes(item) ? 'development' : null,
          needs: [],
        },
      ];
    });
    const aliased = aliases.done();
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'nuget',
        path: file.path,
        packages,
        aliases: aliased,
        roots: [],
        own: [],
        isCatalog: true,
      },
    };
  },
};

/** `packages.config`, which older projects have. */
export const nugetConfig: PackageReader = {
  wants: (path) => /(?:^|\/)packages\.config$/i.test(path),
  read: (file): PackageRead => {
    const root = parseXml(file.text);
    if (root?.name !== 'packages') return unread('is no list of NuGet packages');
    const needs = xmlChildren(root, 'package').flatMap((item): Need[] => {
      const name = item.attributes.id ?? '';
      const version = item.attributes.version ?? '';
      const scope = item.attributes.developmentDependency === 'true' ? 'development' : 'runtime';
      return name === '' ? [] : [{ name, spec: version, version, scope, range: rangeOf(file, item, name) }];
    });
    return { ok: true, file: { kind: 'manifest', ecosystem: 'nuget', path: file.path, name: null, needs } };
  },
};

function itemsOf(project: XmlElement, name: string): readonly XmlElement[] {
  return xmlChildren(project, 'ItemGroup').flatMap((group) => xmlChildren(group, name));
}

/** Of an attribute, or of a child of the same name. */
function itemValue(item: XmlElement, name: string): string {
  return (item.attributes[name] ?? xmlText(item, name)).trim();
}

/** `[1.2.3]` and `1.2.3` give that version where it can be had; ranges and properties leave it open. */
function exactVersion(spec: string): string {
  return /^\[?\s*(\d[\w.+-]*)\s*\]?$/.exec(spec)?.[1] ?? '';
}

function rangeOf(file: TextFile, item: XmlElement, text: string) {
  const at = file.text.slice(item.start, item.end).indexOf(`"${text}"`);
  const start = at < 0 ? item.start : item.start + at + 1;
  return file.range(start, at < 0 ? item.end : start + text.length);
}
