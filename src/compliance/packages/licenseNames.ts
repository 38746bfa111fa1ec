import licenseIds from 'spdx-license-list/simple';
import { expressionText, parseExpression } from '../../licensing/expression';

/**
 * What people write for a licence that has an SPDX id, without case, punctuation and "the". Only names that leave neither a
 * version nor a clause open: "BSD", "GPL" and "Apache" say too little.
 */
const spelled: Readonly<Record<string, string>> = {
  'mit license': 'MIT',
  'mit licence': 'MIT',
  expat: 'MIT',
  'expat license': 'MIT',
  'mit no attribution': 'MIT-0',
  'apache 2': 'Apache-2.0',
  'apache 2.0': 'Apache-2.0',
  'apache2.0': 'Apache-2.0',
  apache2: 'Apache-2.0',
  'apache v2': 'Apache-2.0',
  'apache v2.0': 'Apache-2.0',
  'apache license 2': 'Apache-2.0',
  'apache license 2.0': 'Apache-2.0',
  'apache license v2': 'Apache-2.0',
  'apache license v2.0': 'Apache-2.0',
  'apache license version 2': 'Apache-2.0',
  'apache license version 2.0': 'Apache-2.0',
  'apache software license 2.0': 'Apache-2.0',
  'apache software license version 2.0': 'Apache-2.0',
  'asl 2.0': 'Apache-2.0',
  'bsd 2-clause': 'BSD-2-Clause',
  'bsd 2-clause license': 'BSD-2-Clause',
  '2-clause bsd license': 'BSD-2-Clause',
  'simplified bsd license': 'BSD-2-Clause',
  'bsd 3-clause': 'BSD-3-Clause',
  'bsd 3-clause license': 'BSD-3-Clause',
  'bsd-3-clause license': 'BSD-3-Clause',
  '3-clause bsd': 'BSD-3-Clause',
  '3-clause bsd license': 'BSD-3-Clause',
  'new bsd': 'BSD-3-Clause',
  'new bsd license': 'BSD-3-Clause',
  'modified bsd license': 'BSD-3-Clause',
  'revised bsd license': 'BSD-3-Clause',
  'isc license': 'ISC',
  unlicense: 'Unlicense',
  cc0: 'CC0-1.0',
  'cc0 1.0': 'CC0-1.0',
  'cc0 1.0 universal': 'CC0-1.0',
  'mpl 2.0': 'MPL-2.0',
  'mpl-2': 'MPL-2.0',
  'mozilla public license 2.0': 'MPL-2.0',
  'mozilla public license version 2.0': 'MPL-2.0',
  'mozilla public license 2.0 mpl 2.0': 'MPL-2.0',
  'mozilla public license 1.1': 'MPL-1.1',
  'eclipse public license 1.0': 'EPL-1.0',
  'eclipse public license v1.0': 'EPL-1.0',
  'eclipse public license - v 1.0': 'EPL-1.0',
  'epl 1.0': 'EPL-1.0',
  'eclipse public license 2.0': 'EPL-2.0',
  'eclipse public license v2.0': 'EPL-2.0',
  'eclipse public license v. 2.0': 'EPL-2.0',
  'eclipse public license - v 2.0': 'EPL-2.0',
  'epl 2.0': 'EPL-2.0',
  'eclipse distribution license - v 1.0': 'BSD-3-Clause',
  'eclipse distribution license v. 1.0': 'BSD-3-Clause',
  'edl 1.0': 'BSD-3-Clause',
  'cddl 1.0': 'CDDL-1.0',
  'cddl 1.1': 'CDDL-1.1',
  'gpl v2': 'GPL-2.0-only',
  gplv2: 'GPL-2.0-only',
  'gplv2+': 'GPL-2.0-or-later',
  'gpl v3': 'GPL-3.0-only',
  gplv3: 'GPL-3.0-only',
  'gplv3+': 'GPL-3.0-or-later',
  'gnu gplv2': 'GPL-2.0-only',
  'gnu gplv3': 'GPL-3.0-only',
  'gnu general public license v2': 'GPL-2.0-only',
  'gnu general public license version 2': 'GPL-2.0-only',
  'gnu general public license v2.0': 'GPL-2.0-only',
  'gnu general public license v3': 'GPL-3.0-only',
  'gnu general public license version 3': 'GPL-3.0-only',
  'gnu general public license v3.0': 'GPL-3.0-only',
  'gnu general public license v3 or later gplv3+': 'GPL-3.0-or-later',
  'gnu general public license version 2 with the gnu classpath exception': 'GPL-2.0-only WITH Classpath-exception-2.0',
  'gpl2 w/ cpe': 'GPL-2.0-only WITH Classpath-exception-2.0',
  'gnu lesser general public license v2.1': 'LGPL-2.1-only',
  'gnu lesser general public license version 2.1': 'LGPL-2.1-only',
  'lgpl v2.1': 'LGPL-2.1-only',
  'lgpl 2.1': 'LGPL-2.1-only',
  'lgplv2.1': 'LGPL-2.1-only',
  'lgplv2.1+': 'LGPL-2.1-or-later',
  'gnu lesser general public license v3': 'LGPL-3.0-only',
  lgplv3: 'LGPL-3.0-only',
  'lgplv3+': 'LGPL-3.0-or-later',
  'gnu affero general public license v3': 'AGPL-3.0-only',
  agplv3: 'AGPL-3.0-only',
  'agplv3+': 'AGPL-3.0-or-later',
  'boost software license 1.0': 'BSL-1.0',
  'boost software license': 'BSL-1.0',
  'zlib license': 'Zlib',
  wtfpl: 'WTFPL',
  'universal permissive license v1.0': 'UPL-1.0',
  'blue oak model license': 'BlueOak-1.0.0',
};

/** Licence ids are compared without case (SPDX specification, annex on expressions). */
const ids: ReadonlyMap<string, string> = new Map([...licenseIds].map((id) => [id.toLowerCase(), id]));

/**
 * What a manifest says of a licence as an SPDX expression, where it means one and no other; null where it leaves a choice
 * or is no name at all.
 */
export function namedLicense(written: string): string | null {
  const text = written.trim();
  if (parseExpression(text) !== null) return text;
  if (text.length > 200) return null;
  const plain = text
    .toLowerCase()
    .replace(/[()[\],"'“”]/g, ' ')
    .replace(/\bthe\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const named = ids.get(plain) ?? (Object.hasOwn(spelled, plain) ? spelled[plain] : undefined);
  // An id that SPDX has given up in favour of another is read as the current one.
  const current = named === undefined ? null : parseExpression(named);
  return current === null ? null : expressionText(current);
}

/**
 * The licence field of a package manifest: a text, or one of the outdated forms `{ type }` and `[{ type }]`, of which
 * several mean a choice. null where it says nothing.
 */
export function declaredLicense(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value))
    return anyOf(value.slice(0, 50).map((one) => (Array.isArray(one) ? null : declaredLicense(one))));
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
  return typeof type === 'string' ? declaredLicense(type) : null;
}

/** A choice between licences: the expression, or, where a part is no expression, the words as they are. null for no part. */
export function anyOf(licenses: readonly (string | null)[]): string | null {
  const parts = [...new Set(licenses.filter((part) => part !== null).map((part) => namedLicense(part) ?? part))];
  const [only] = parts;
  if (parts.length <= 1) return only ?? null;
  return `(${parts.map((part) => (/ AND /i.test(part) ? `(${part})` : part)).join(' OR ')})`;
}
