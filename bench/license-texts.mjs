// How well licence texts are told apart, beside the algorithms of licensee and askalono on the same files.
//   node bench/license-texts.mjs [--licensee DIR] [--scancode DIR] [--spdx DIR] [--clones DIR] [--show]
// --licensee: a checkout of https://github.com/licensee/licensee (spec/fixtures)
// --scancode: a checkout of https://github.com/aboutcode-org/scancode-toolkit (tests/licensedcode/data/datadriven); files whose
//   expected licences all have an SPDX id are taken
// --spdx: a checkout of https://github.com/spdx/license-list-XML (test/simpleTestForGenerator)
// --clones: a folder of git clones, OWNER/NAME, of the repositories in scripts/license-text-sources.json: each text of an AI licence, as
//   it is and disturbed, is told from its siblings
// --show: print each file that was answered otherwise
// Nothing of these is kept here. Each file's expected set of licences is compared with the set that was found.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { readSources, textOf } from '../scripts/licenseTextSources.mjs';

const { values } = parseArgs({
  options: {
    licensee: { type: 'string' },
    scancode: { type: 'string' },
    spdx: { type: 'string' },
    clones: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});
const home = fileURLToPath(new URL('../', import.meta.url));
const require = createRequire(import.meta.url);

/** @typedef {{ file: string, text: string, expected: Set<string> }} Case */
/** @typedef {import('../src/licensing/texts/match.ts').LicenseText} LicenseText */

/** @type {(text: string, options: { fileName: string }) => LicenseText} */
const identifyLicense = await bundled();
const peers = { licensee: licensee(), askalono: askalono() };

const sets = [
  ...(values.licensee === undefined ? [] : [{ name: 'licensee fixtures', cases: licenseeCases(values.licensee) }]),
  ...(values.scancode === undefined ? [] : scancodeSets(values.scancode)),
  ...(values.spdx === undefined ? [] : [{ name: 'SPDX test texts', cases: spdxCases(values.spdx) }]),
];
if (sets.length === 0 && values.clones === undefined)
  throw new Error('name a test set: --licensee DIR, --scancode DIR, --spdx DIR or --clones DIR');
for (const { name, cases } of sets) {
  console.log(`\n${name}: ${cases.length} files`);
  report('ours', cases, (entry) => nearestIds(identifyLicense(entry.text, { fileName: entry.file })));
  report('ours, unchanged texts only', cases, (entry) =>
    claimedIds(identifyLicense(entry.text, { fileName: entry.file })),
  );
  for (const [peer, identify] of Object.entries(peers)) report(peer, cases, (entry) => identify(entry.text));
}

if (values.clones !== undefined) siblings(values.clones);

/** Ways in which a text is found in the wild; none of them changes what it says, but the last. */
function disturbed(/** @type {string} */ text) {
  const words = text.split(/(\s+)/);
  return {
    'as published': text,
    'wrapped anew, in a comment': text.replaceAll(/\s+/g, ' ').replaceAll(/(.{60,80}) /g, ' * $1\n'),
    'without its title': text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(2)
      .join('\n'),
    'with one word in fifty replaced': words.map((word, index) => (index % 100 === 50 ? 'xyzzy' : word)).join(''),
  };
}

/** How often each AI licence is taken for another one. */
function siblings(/** @type {string} */ clones) {
  const sources = readSources();
  /** @type {Map<string, { right: number, all: number, taken: Map<string, number> }>} */
  const rows = new Map();
  for (const source of sources) {
    const { license } = source;
    for (const [way, variant] of Object.entries(disturbed(textOf(source, clones)))) {
      const row = rows.get(way) ?? { right: 0, all: 0, taken: new Map() };
      rows.set(way, row);
      row.all++;
      const ids = [...nearestIds(identifyLicense(variant, { fileName: 'LICENSE' }))];
      if (ids.length === 1 && ids[0] === license) row.right++;
      else
        row.taken.set(
          `${license} → ${ids.join(' + ') || 'none'}`,
          (row.taken.get(`${license} → ${ids.join(' + ') || 'none'}`) ?? 0) + 1,
        );
    }
  }
  console.log(`\nAI licences: ${sources.length} texts of ${new Set(sources.map((source) => source.license)).size}`);
  for (const [way, { right, all, taken }] of rows) {
    console.log(`  ${way}: ${right} of ${all} right`);
    for (const [confusion, times] of taken) console.log(`    ${confusion}${times > 1 ? ` (${times}×)` : ''}`);
  }
}

async function bundled() {
  const result = await build({
    entryPoints: [join(home, 'src/licensing/texts/identify.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'error',
  });
  const module = { exports: /** @type {Record<string, any>} */ ({}) };
  new Function('module', 'exports', 'require', result.outputFiles[0]?.text ?? '')(module, module.exports, require);
  return module.exports.identifyLicense;
}

/**
 * @param {string} name
 * @param {Case[]} cases
 * @param {(entry: Case) => Set<string>} identify
 */
function report(name, cases, identify) {
  let found = 0;
  let right = 0;
  let expected = 0;
  let exact = 0;
  const answers = cases.map(identify);
  for (const [index, entry] of cases.entries()) {
    const answer = answers[index] ?? new Set();
    const hits = [...answer].filter((id) => entry.expected.has(id)).length;
    found += answer.size;
    right += hits;
    expected += entry.expected.size;
    if (hits === answer.size && hits === entry.expected.size) exact++;
    else if (values.show && name === 'ours')
      console.log(
        `  ${entry.file}: expected ${[...entry.expected].join(', ')}; found ${[...answer].join(', ') || 'none'}`,
      );
  }
  // The better of two rounds: the machine does other things, too.
  const costs = [0, 1].map(() => {
    const start = process.threadCpuUsage();
    for (const entry of cases) identify(entry);
    const { user, system } = process.threadCpuUsage(start);
    return user + system;
  });
  const share = (/** @type {number} */ part, /** @type {number} */ whole) =>
    `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  console.log(
    `  ${name.padEnd(26)} precision ${share(right, found)}, recall ${share(right, expected)}, whole file right ${share(exact, cases.length)}, ` +
      `${Math.round((cases.length / Math.min(...costs)) * 1e6)} files a second of one core`,
  );
}

/**
 * Telling licences apart: a changed text counts as the licence that it is a changing of.
 * @param {LicenseText} found
 */
function nearestIds(found) {
  const ids = new Set();
  for (const { license } of found.matches)
    for (const id of license.split(/ (?:AND|OR|WITH) |[()]/)) if (id !== '') ids.add(plain(id));
  return new Set([...ids].filter((id) => !isShadowed(id, ids)));
}

/**
 * What the answer claims: a changed text and a rider are no SPDX licence.
 * @param {LicenseText} found
 */
function claimedIds(found) {
  const parts = (found.license ?? '').split(/ (?:AND|OR|WITH) |[()]/);
  return new Set(parts.filter((id) => id !== '' && !/^LicenseRef-(?:.*-modified|Rider)$/.test(id)).map(plain));
}

/** A bare GNU text beside a notice that says "or later" is that notice's licence. */
function isShadowed(/** @type {string} */ id, /** @type {Set<string>} */ ids) {
  return id.endsWith('-only') && ids.has(id.replace(/-only$/, '-or-later'));
}

/** Deprecated and twin ids, by their current name. */
function plain(/** @type {string} */ id) {
  const gnu = /^(A?GPL|LGPL|GFDL)-(\d\.\d)(\+?)$/.exec(id);
  return gnu === null ? id.replace(/\+$/, '') : `${gnu[1]}-${gnu[2]}-${gnu[3] === '+' ? 'or-later' : 'only'}`;
}

function licenseeCases(/** @type {string} */ folder) {
  const fixtures = join(folder, 'spec/fixtures');
  /** @type {Case[]} */
  const cases = [];
  let name = '';
  const spdxOf = new Map([...licenseTexts().keys()].map((id) => [id.toLowerCase(), id]));
  for (const line of readFileSync(join(fixtures, 'fixtures.yml'), 'utf8').split('\n')) {
    const fixture = /^([\w.-]+):\s*$/.exec(line);
    if (fixture !== null) name = fixture[1] ?? '';
    const key = /^ {2}key: (.+)$/.exec(line)?.[1];
    if (key === undefined || name === '') continue;
    const file = readdirSync(join(fixtures, name)).find(
      (entry) => /licen[cs]e|copying/i.test(entry) && statSync(join(fixtures, name, entry)).isFile(),
    );
    if (file === undefined) continue;
    const id = spdxOf.get(key) ?? spdxOf.get(`${key}-only`);
    const expected = new Set(id === undefined ? [] : [id]);
    // `other` and `none`: no licence of the list.
    if (id === undefined && key !== 'other' && key !== 'none') continue;
    cases.push({ file: `${name}/${file}`, text: readFileSync(join(fixtures, name, file), 'utf8'), expected });
  }
  return cases;
}

function scancodeSets(/** @type {string} */ folder) {
  const root = join(folder, 'tests/licensedcode/data/datadriven');
  const ids = scancodeIds(join(folder, 'src/licensedcode/data/licenses'));
  return readdirSync(root)
    .filter((name) => /^lic\d$|^external$/.test(name))
    .map((name) => ({ name: `ScanCode ${name}`, cases: scancodeCases(join(root, name), ids) }));
}

/** ScanCode's key → SPDX id. */
function scancodeIds(/** @type {string} */ folder) {
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    const id = /^spdx_license_key: (\S+)/m.exec(text)?.[1];
    if (id !== undefined && !id.startsWith('LicenseRef-')) ids.set(name.replace(/\.LICENSE$/, ''), id);
  }
  return ids;
}

/**
 * @param {string} folder
 * @param {Map<string, string>} ids
 */
function scancodeCases(folder, ids) {
  /** @type {Case[]} */
  const cases = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.yml')) continue;
    const yml = readFileSync(join(folder, name), 'utf8');
    if (/expected_failure/.test(yml)) continue;
    const keys = [...yml.matchAll(/^ {2}- (.+)$/gm)]
      .flatMap((line) => (line[1] ?? '').split(/ (?:AND|OR|WITH) |[()]/))
      .filter((key) => key !== '');
    const expected = keys.map((key) => ids.get(key.trim()));
    if (keys.length === 0 || expected.some((id) => id === undefined)) continue;
    const file = join(folder, name.replace(/\.yml$/, ''));
    try {
      const text = readFileSync(file, 'utf8');
      cases.push({ file: relative(folder, file), text, expected: new Set(expected.map((id) => plain(id ?? ''))) });
    } catch {
      // The description of a file that is not there.
    }
  }
  return cases;
}

function spdxCases(/** @type {string} */ folder) {
  const root = join(folder, 'test/simpleTestForGenerator');
  const known = licenseTexts();
  return readdirSync(root)
    .filter(
      (name) => known.has(name.replace(/\.txt$/, '')) && !/-or-later|-(?:no-)?invariants-|-(?:no-)?RFN/.test(name),
    )
    .map((name) => ({
      file: name,
      text: readFileSync(join(root, name), 'utf8'),
      expected: new Set([plain(name.replace(/\.txt$/, ''))]),
    }));
}

/** SPDX's texts, from the package that the project develops with. */
function licenseTexts() {
  const folder = join(require.resolve('spdx-license-list'), '..', 'licenses');
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const name of readdirSync(folder).sort()) {
    const id = name.replace(/\.json$/, '');
    if (plain(id) === id) texts.set(id, JSON.parse(readFileSync(join(folder, name), 'utf8')).licenseText);
  }
  return texts;
}

/** licensee's way: Sørensen–Dice over the sets of words, 98 % or nothing (https://github.com/licensee/licensee/blob/main/docs/what-we-look-at.md). */
function licensee() {
  const words = (/** @type {string} */ text) => new Set(normalized(text).split(' '));
  const known = [...licenseTexts()].map(([id, text]) => ({ id, words: words(text) }));
  return (/** @type {string} */ text) => nearest(words(text), known, 0.98);
}

/** askalono's way: Sørensen–Dice over pairs of words, 80 % or nothing (https://github.com/jpeddicord/askalono). */
function askalono() {
  const pairs = (/** @type {string} */ text) => {
    const list = normalized(text).split(' ');
    return new Set(list.slice(1).map((word, index) => `${list[index]} ${word}`));
  };
  const known = [...licenseTexts()].map(([id, text]) => ({ id, words: pairs(text) }));
  return (/** @type {string} */ text) => nearest(pairs(text), known, 0.8);
}

/**
 * @param {Set<string>} words
 * @param {{ id: string, words: Set<string> }[]} known
 * @param {number} least
 */
function nearest(words, known, least) {
  let best = { id: '', score: least };
  for (const entry of known) {
    const [small, large] = words.size < entry.words.size ? [words, entry.words] : [entry.words, words];
    // Even if all agreed, it could not be better.
    if ((2 * small.size) / (words.size + entry.words.size) < best.score) continue;
    let common = 0;
    for (const word of small) if (large.has(word)) common++;
    const score = (2 * common) / (words.size + entry.words.size);
    if (score > best.score) best = { id: entry.id, score };
  }
  return new Set(best.id === '' ? [] : [best.id]);
}

function normalized(/** @type {string} */ text) {
  return text
    .toLowerCase()
    .split('\n')
    .filter((line) => !/^\W*(?:copyright\b.*(?:\d{4}|\(c\)|©|<)|\(c\)|©)/.test(line))
    .join('\n')
    .replaceAll(/all rights reserved\.?/g, ' ')
    .replaceAll(/licence/g, 'license')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}
