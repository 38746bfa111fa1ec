import { join } from 'node:path';
import { leaves, parseExpression } from '../../licensing/expression';
import { inLanes } from '../lanes';
import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfText, licenseOfTexts } from './installedPackage';
import { namedLicense } from './licenseNames';
import { foldersUp } from './nodeModules';
import { isSameVersion, normalizedName } from './python';

const metadataLimit = 1024 * 1024;
const environments = ['.venv', 'venv', 'env', '.env', '__pypackages__'];
const width = 16;

/**
 * Classifiers that mean one licence (https://pypi.org/classifiers/). Those that leave a version or a clause open, such as
 * "BSD License" and "Apache Software License", say too little (PEP 639, Mapping License Classifiers to SPDX Identifiers).
 */
const classifiers: Readonly<Record<string, string>> = {
  'OSI Approved :: Attribution Assurance License': 'AAL',
  'OSI Approved :: Blue Oak Model License (BlueOak-1.0.0)': 'BlueOak-1.0.0',
  'OSI Approved :: Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'OSI Approved :: CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)': 'CECILL-2.1',
  'OSI Approved :: Common Development and Distribution License 1.0 (CDDL-1.0)': 'CDDL-1.0',
  'OSI Approved :: Eclipse Public License 1.0 (EPL-1.0)': 'EPL-1.0',
  'OSI Approved :: Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'OSI Approved :: European Union Public Licence 1.1 (EUPL 1.1)': 'EUPL-1.1',
  'OSI Approved :: European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
  'OSI Approved :: GNU Affero General Public License v3': 'AGPL-3.0-only',
  'OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'OSI Approved :: GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'OSI Approved :: GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'OSI Approved :: GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'OSI Approved :: GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'OSI Approved :: GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'OSI Approved :: Historical Permission Notice and Disclaimer (HPND)': 'HPND',
  'OSI Approved :: ISC License (ISCL)': 'ISC',
  'OSI Approved :: MIT License': 'MIT',
  'OSI Approved :: MIT No Attribution License (MIT-0)': 'MIT-0',
  'OSI Approved :: Mozilla Public License 1.0 (MPL)': 'MPL-1.0',
  'OSI Approved :: Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'OSI Approved :: Mulan Permissive Software License v2 (MulanPSL-2.0)': 'MulanPSL-2.0',
  'OSI Approved :: SIL Open Font License 1.1 (OFL-1.1)': 'OFL-1.1',
  'OSI Approved :: The Unlicense (Unlicense)': 'Unlicense',
  'OSI Approved :: Universal Permissive License (UPL)': 'UPL-1.0',
  'OSI Approved :: Zero-Clause BSD (0BSD)': '0BSD',
  'OSI Approved :: zlib/libpng License': 'Zlib',
  'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
};

/** A package in an environment. */
export interface Distribution {
  readonly version: string;
  /** What it needs in turn, as it says it (PEP 508). */
  readonly requires: readonly string[];
}

interface Read extends Distribution {
  /** Normalised. */
  readonly name: string;
  readonly reader: FolderReader;
  /** Of its `*.dist-info` or `*.egg-info`. */
  readonly folder: string;
  readonly headers: string;
}

/**
 * The virtual environments of a folder and of those above it, then the one that is active
 * (https://packaging.python.org/specifications/recording-installed-packages/).
 */
export class PythonEnvironment implements Installation {
  private constructor(private readonly distributions: ReadonlyMap<string, Read>) {}

  /** @param folder relative to the reader's, with a trailing `/`. `active`: roots of environments elsewhere. */
  static async beside(
    reader: FolderReader,
    folder: string,
    active: readonly FolderReader[] = [],
    sites = new SitePackages(),
  ): Promise<PythonEnvironment> {
    const places = [
      ...foldersUp(folder).flatMap((place) => environments.map((name) => [reader, `${place}${name}`] as const)),
      ...active.map((other) => [other, '.'] as const),
    ];
    const distributions = new Map<string, Read>();
    for (const [where, environment] of places) {
      for (const packages of await sitePackages(where, environment))
        for (const one of await sites.in(where, packages))
          if (!distributions.has(one.name)) distributions.set(one.name, one);
    }
    return new PythonEnvironment(distributions);
  }

  /** The package as it is installed, whatever its version; undefined where it is not. `name`: normalised. */
  distribution(name: string): Distribution | undefined {
    return this.distributions.get(name);
  }

  async find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    const found = this.distributions.get(normalizedName(name));
    // Another version may be under another licence.
    if (found === undefined || (version !== '' && !isSameVersion(found.version, version))) return null;
    const installed = looked.get(found) ?? installedOf(found);
    looked.set(found, installed);
    return installed;
  }
}

/** Each is looked at once, whichever project asks. */
const looked = new WeakMap<Read, Promise<InstalledPackage>>();

async function installedOf(found: Read): Promise<InstalledPackage> {
  const license = await licenseOf(found);
  const otherwise = license === null ? null : classifiedOtherwise(license, classified(found.headers));
  const says = { license, ...(otherwise === null ? {} : { otherwise }) };
  return { version: found.version, ...says, reader: found.reader, folder: found.folder };
}

async function licenseOf({ reader, headers, folder }: Read): Promise<string | null> {
  const field = headerOf(headers, 'License-Expression') ?? headerOf(headers, 'License');
  const named = field === null ? null : namedLicense(field);
  if (named !== null) return named;
  const ofClassifiers = classified(headers);
  // Several mean that all were named; which of them is a choice, nobody says.
  if (ofClassifiers.length > 0 && ofClassifiers.every((license) => license !== null))
    return [...new Set(ofClassifiers)].sort().join(' AND ');
  // Where the version is open, the text says it; some write the text into the field.
  const texts = (await licenseOfTexts(reader, `${folder}/licenses`)) ?? (await licenseOfTexts(reader, folder));
  if (texts !== null) return texts;
  const whole = wholeField(headers, 'License');
  const ofField = whole.length > 200 ? licenseOfText(whole, 'LICENSE') : null;
  return ofField ?? (field === null || /^\s*(?:UNKNOWN)?\s*$/i.test(field) || field.length > 200 ? null : field);
}

/** The licences that classifiers name; null for each that says too little. */
function classified(headers: string): readonly (string | null)[] {
  return [...headers.matchAll(/^Classifier:[ \t]*License :: ([^\r\n]+)$/gim)].map(
    ([, name = '']) => classifiers[name.trim()] ?? null,
  );
}

/** What classifiers say where they name none of the family that the field names. Versions often differ, as few have a classifier. */
function classifiedOtherwise(license: string, named: readonly (string | null)[]): string | null {
  const others = named.filter((one) => one !== null);
  const field = families(license);
  if (field.length === 0 || others.length === 0 || others.length < named.length) return null;
  return others.some((one) => families(one).some((family) => field.includes(family)))
    ? null
    : [...new Set(others)].sort().join(' AND ');
}

function families(license: string): readonly string[] {
  const parsed = parseExpression(license);
  return parsed === null ? [] : leaves(parsed).map(({ id }) => id.toLowerCase().replace(/-\d.*$/, ''));
}

function headerOf(headers: string, name: string): string | null {
  const value = new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(headers)?.[1]?.trim();
  return value === undefined || value === '' ? null : value;
}

/** A header with the lines that go on with it. */
function wholeField(headers: string, name: string): string {
  const lines = headers.split(/\r?\n/);
  const start = lines.findIndex((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  if (start < 0) return '';
  let end = start + 1;
  while (end < lines.length && /^(?:[ \t]|$)/.test(lines[end] ?? '')) end++;
  return lines
    .slice(start, end)
    .join('\n')
    .slice(name.length + 1)
    .replace(/^[ \t]+\|?/gm, '');
}

async function sitePackages(reader: FolderReader, environment: string): Promise<readonly string[]> {
  const unix: string[] = [];
  for (const lib of ['lib', 'lib64']) {
    for (const { name } of await reader.list(`${environment}/${lib}`))
      if (/^(?:python|pypy)3(?:\.\d+t?)?$/.test(name)) unix.push(`${environment}/${lib}/${name}/site-packages`);
  }
  // PEP 582 folders have the version first.
  const local = environment.endsWith('__pypackages__')
    ? (await reader.list(environment)).map(({ name }) => `${environment}/${name}/lib`)
    : [];
  return [...unix, ...local, `${environment}/Lib/site-packages`];
}

/** What lies in folders of packages; each is read once, whatever leads to it. */
export class SitePackages {
  private readonly known = new Map<string, Promise<readonly Read[]>>();
  /** Characters of headers that are still kept: thousands of packages have a few thousand each. */
  private left = 32 * 1024 * 1024;

  async in(reader: FolderReader, packages: string): Promise<readonly Read[]> {
    // `lib64` is a link to `lib`.
    const real = await reader.real(packages);
    if (real === null) return [];
    const key = join(reader.root, real);
    const found = this.known.get(key) ?? this.read(reader, packages);
    this.known.set(key, found);
    return found;
  }

  private async read(reader: FolderReader, packages: string): Promise<readonly Read[]> {
    const infos = (await reader.list(packages)).filter(({ name }) => /\.(?:dist|egg)-info$/.test(name));
    const read = await inLanes(infos, width, async ({ name }) => {
      const folder = `${packages}/${name}`;
      const file = name.endsWith('.dist-info') ? 'METADATA' : 'PKG-INFO';
      const text = this.left <= 0 ? null : await reader.text(`${folder}/${file}`, metadataLimit);
      return text === null ? null : this.distributionOf(text, reader, folder);
    });
    return read.filter((one) => one !== null);
  }

  private distributionOf(text: string, reader: FolderReader, folder: string): Read | null {
    const end = /\r?\n\r?\n(?![ \t|])/.exec(text)?.index ?? text.length;
    // A copy: a piece of a text keeps all of it, and behind the headers stands the whole README.
    const headers = Buffer.from(text.slice(0, end)).toString();
    this.left -= headers.length;
    const name = headerOf(headers, 'Name');
    if (name === null) return null;
    const version = headerOf(headers, 'Version') ?? '';
    const requires = [...headers.matchAll(/^Requires-Dist:[ \t]*([^\r\n]+)/gim)].map(([, one = '']) => one);
    return { name: normalizedName(name), version, requires, reader, folder, headers };
  }
}
