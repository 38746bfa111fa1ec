import { leaves, parseExpression } from '../../licensing/expression';

export interface StandardText {
  readonly license: string;
  readonly text: string;
  /** The text has a place for a copyright notice, which only the authors can fill. */
  readonly lacksCopyright: boolean;
}

interface SpdxText {
  readonly licenseText: string;
}

type Load = () => Promise<{ readonly default: SpdxText }>;

/** SPDX's texts of the licences that packages name most. Each is read when it is asked for. */
const texts: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['0BSD', () => import('spdx-license-list/licenses/0BSD.json', { with: { type: 'json' } })],
  ['AGPL-3.0', () => import('spdx-license-list/licenses/AGPL-3.0.json', { with: { type: 'json' } })],
  ['Apache-2.0', () => import('spdx-license-list/licenses/Apache-2.0.json', { with: { type: 'json' } })],
  ['BSD-2-Clause', () => import('spdx-license-list/licenses/BSD-2-Clause.json', { with: { type: 'json' } })],
  ['BSD-3-Clause', () => import('spdx-license-list/licenses/BSD-3-Clause.json', { with: { type: 'json' } })],
  ['BSL-1.0', () => import('spdx-license-list/licenses/BSL-1.0.json', { with: { type: 'json' } })],
  ['BlueOak-1.0.0', () => import('spdx-license-list/licenses/BlueOak-1.0.0.json', { with: { type: 'json' } })],
  ['CC-BY-3.0', () => import('spdx-license-list/licenses/CC-BY-3.0.json', { with: { type: 'json' } })],
  ['CC-BY-4.0', () => import('spdx-license-list/licenses/CC-BY-4.0.json', { with: { type: 'json' } })],
  ['CC-BY-SA-3.0', () => import('spdx-license-list/licenses/CC-BY-SA-3.0.json', { with: { type: 'json' } })],
  ['CC-BY-SA-4.0', () => import('spdx-license-list/licenses/CC-BY-SA-4.0.json', { with: { type: 'json' } })],
  ['CC0-1.0', () => import('spdx-license-list/licenses/CC0-1.0.json', { with: { type: 'json' } })],
  [
    'CDLA-Permissive-2.0',
    () => import('spdx-license-list/licenses/CDLA-Permissive-2.0.json', { with: { type: 'json' } }),
  ],
  ['EPL-2.0', () => import('spdx-license-list/licenses/EPL-2.0.json', { with: { type: 'json' } })],
  ['GPL-2.0', () => import('spdx-license-list/licenses/GPL-2.0.json', { with: { type: 'json' } })],
  ['GPL-3.0', () => import('spdx-license-list/licenses/GPL-3.0.json', { with: { type: 'json' } })],
  ['ISC', () => import('spdx-license-list/licenses/ISC.json', { with: { type: 'json' } })],
  ['LGPL-2.1', () => import('spdx-license-list/licenses/LGPL-2.1.json', { with: { type: 'json' } })],
  ['LGPL-3.0', () => import('spdx-license-list/licenses/LGPL-3.0.json', { with: { type: 'json' } })],
  ['MIT', () => import('spdx-license-list/licenses/MIT.json', { with: { type: 'json' } })],
  ['MPL-2.0', () => import('spdx-license-list/licenses/MPL-2.0.json', { with: { type: 'json' } })],
  ['ODC-By-1.0', () => import('spdx-license-list/licenses/ODC-By-1.0.json', { with: { type: 'json' } })],
  ['Unlicense', () => import('spdx-license-list/licenses/Unlicense.json', { with: { type: 'json' } })],
]);

/** Licences whose text begins with the authors' own copyright notice, and asks to keep it. */
const keepCopyright = /^(?:MIT|ISC|BSD-[23]-Clause)$/;

/** SPDX's texts of all licences in an expression; null where one of them is not at hand. */
export async function standardTexts(license: string): Promise<readonly StandardText[] | null> {
  const expression = parseExpression(license);
  if (expression === null) return null;
  const all = new Map<string, Promise<StandardText>>();
  for (const { id, exception } of leaves(expression)) {
    const name = plainId(id);
    const text = exception === undefined ? read(name) : undefined;
    if (text === undefined) return null;
    all.set(name, text);
  }
  return Promise.all([...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text));
}

/** Texts that were asked for: thousands of packages have one of a few. */
const known = new Map<string, Promise<StandardText>>();

function read(name: string): Promise<StandardText> | undefined {
  const load = texts.get(name);
  const text = known.get(name) ?? load?.().then((module) => textOf(name, module.default));
  if (text !== undefined) known.set(name, text);
  return text;
}

/** True where nobody but the authors can give the text that a licence asks to hand on. */
export function isAuthorsOwn(license: string): boolean {
  const expression = parseExpression(license);
  if (expression === null) return true;
  const own = leaves(expression).map(
    ({ id, exception }) => exception !== undefined || !texts.has(plainId(id)) || keepCopyright.test(id),
  );
  return expression.kind === 'or' ? own.every((one) => one) : own.some((one) => one);
}

/** GNU licences have one text, whatever is granted by it. */
function plainId(id: string): string {
  return id.replace(/-(?:only|or-later)$|\+$/, '');
}

function textOf(license: string, { licenseText }: SpdxText): StandardText {
  const lacksCopyright = keepCopyright.test(license);
  // The example's own copyright line is not that of the work.
  const text = lacksCopyright || license === '0BSD' ? licenseText.replace(/^Copyright .*\n+/gm, '') : licenseText;
  return { license, text: text.trim(), lacksCopyright };
}
