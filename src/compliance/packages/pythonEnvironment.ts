import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseExpression } from '../../licensing/expression';
import { readStart } from './installedPackage';
import { normalizedName } from './pythonPackages';

const metadataLimit = 512 * 1024;
const environments = ['.venv', 'venv', 'env', '.env'];

/**
 * Classifiers that mean one licence (https://pypi.org/classifiers/). Those that leave a version or a clause open, such as
 * "BSD License", say too little.
 */
const classifiers: Readonly<Record<string, string>> = {
  'License :: OSI Approved :: MIT License': 'MIT',
  'License :: OSI Approved :: MIT No Attribution License (MIT-0)': 'MIT-0',
  'License :: OSI Approved :: Apache Software License': 'Apache-2.0',
  'License :: OSI Approved :: ISC License (ISCL)': 'ISC',
  'License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'License :: OSI Approved :: GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'License :: OSI Approved :: GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'License :: OSI Approved :: GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'License :: OSI Approved :: GNU Affero General Public License v3': 'AGPL-3.0-only',
  'License :: OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'License :: OSI Approved :: The Unlicense (Unlicense)': 'Unlicense',
  'License :: OSI Approved :: zlib/libpng License': 'Zlib',
  'License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
};

/** What is installed in a project's own environment: licences by normalised name. */
export type PythonEnvironment = ReadonlyMap<string, { readonly version: string; readonly license: string | null }>;

/** Reads the `*.dist-info` folders of the virtual environments beside a lockfile or at the root. `folder`: relative to `root`. */
export async function pythonEnvironment(root: string, folder: string): Promise<PythonEnvironment> {
  const installed = new Map<string, { version: string; license: string | null }>();
  for (const place of new Set([join(root, folder), root])) {
    for (const environment of environments) {
      for (const packages of await sitePackages(join(place, environment))) await readInto(installed, packages);
    }
  }
  return installed;
}

async function sitePackages(environment: string): Promise<string[]> {
  const versions = await names(join(environment, 'lib'));
  const unix = versions
    .filter((name) => /^python3\.\d+$/.test(name))
    .map((name) => join(environment, 'lib', name, 'site-packages'));
  return [...unix, join(environment, 'Lib', 'site-packages')];
}

async function readInto(
  installed: Map<string, { version: string; license: string | null }>,
  folder: string,
): Promise<void> {
  for (const name of await names(folder)) {
    if (!name.endsWith('.dist-info')) continue;
    const metadata = await readStart(join(folder, name, 'METADATA'), metadataLimit);
    if (metadata === null) continue;
    const headers = metadata.slice(0, /\r?\n\r?\n/.exec(metadata)?.index ?? metadata.length);
    const header = (key: string) => new RegExp(`^${key}:[ \\t]*(.+?)[ \\t]*$`, 'im').exec(headers)?.[1];
    const title = header('Name');
    if (title === undefined || installed.has(normalizedName(title))) continue;
    installed.set(normalizedName(title), { version: header('Version') ?? '', license: licenseOf(headers, header) });
  }
}

function licenseOf(headers: string, header: (key: string) => string | undefined): string | null {
  const expression = header('License-Expression') ?? header('License');
  if (expression !== undefined && parseExpression(expression) !== null) return expression;
  const named = [...headers.matchAll(/^Classifier:[ \t]*(License ::.+?)[ \t]*$/gim)].map(
    (match) => classifiers[match[1] ?? ''] ?? match[1] ?? '',
  );
  // Several mean that all were named; which of them is a choice, nobody says. One that says too little is given as it is.
  if (named.length > 0) return [...new Set(named)].sort().join(' AND ');
  return expression === undefined || expression === 'UNKNOWN' ? null : expression;
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
