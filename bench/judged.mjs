// What completions came to: how much is right, how much is shown, and how much of what is shown is right.

/**
 * `text`: all that the model said, filtered, whatever its confidence. `shown`: what is left at the model's threshold. `without`:
 * the same with one filter less, where that makes a difference.
 * @typedef {{ confidence: number, text: string, shown: string, without: ReadonlyMap<string, string>, answer: string, ms: number }} Result
 */

const PRECISIONS = [0.6, 0.7, 0.8];

/** @param {string} text @param {string} answer */
const same = (text, answer) => text.trimEnd() === answer;

/**
 * Whether a text is right as far as it goes: lines that the answer begins with.
 * @param {string} text
 * @param {string} answer
 */
export const begins = (text, answer) => same(text, answer) || answer.startsWith(`${text.trimEnd()}\n`);

/**
 * Levenshtein distance as a share of the longer text, from 1 (equal) to 0.
 * @param {string} a
 * @param {string} b
 */
function similarity(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row[b.length] ?? 0) / Math.max(1, a.length, b.length);
}

/**
 * The largest share of all places that can be answered so that this share of what is shown is right, and the threshold for it.
 * @param {readonly Result[]} results
 * @param {number} precision
 */
function coverageAt(results, precision) {
  const offered = results.filter(({ text }) => text.trim() !== '').sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best = { coverage: 0, threshold: 1 };
  offered.forEach(({ text, answer, confidence }, index) => {
    if (same(text, answer)) right++;
    if (index >= 9 && right / (index + 1) >= precision)
      best = { coverage: (index + 1) / results.length, threshold: confidence };
  });
  return best;
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * A share with its 95 % interval.
 * @param {number} part
 * @param {number} all
 */
function share(part, all) {
  const right = part / Math.max(1, all);
  const margin = 1.96 * Math.sqrt((right * (1 - right)) / Math.max(1, all));
  return `${percent(right)} (± ${(100 * margin).toFixed(1)})`;
}

/**
 * What is shown, and how much of it is right. Of a block, too, how much is right as far as it goes, and how many lines that are.
 * @param {readonly { shown: string, answer: string }[]} results
 * @param {boolean} block
 */
function atThreshold(results, block) {
  const shown = results.filter((result) => result.shown.trim() !== '');
  const count = (/** @type {(text: string, answer: string) => boolean} */ judge) =>
    shown.filter((result) => judge(result.shown, result.answer)).length;
  const alike = shown.reduce((sum, result) => sum + similarity(result.shown.trimEnd(), result.answer), 0);
  const lines = shown.reduce((sum, result) => sum + result.shown.trimEnd().split('\n').length, 0);
  const parts = [
    `shown ${percent(shown.length / results.length)}`,
    `right ${share(count(same), shown.length)}`,
    ...(block
      ? [
          `right as far as it goes ${share(count(begins), shown.length)}`,
          `${(lines / Math.max(1, shown.length)).toFixed(2)} lines each`,
          `with several lines ${percent(shown.filter((result) => result.shown.includes('\n')).length / results.length)}`,
        ]
      : []),
    `similar ${percent(alike / Math.max(1, shown.length))}`,
  ];
  return parts.join(', ');
}

/**
 * A few lines on one way.
 * @param {string} name
 * @param {readonly Result[]} results
 * @param {boolean} [block]
 */
export function describe(name, results, block = false) {
  const all = results.length;
  const exact = results.filter(({ text, answer }) => same(text, answer)).length / all;
  const alike = results.reduce((sum, { text, answer }) => sum + similarity(text.trimEnd(), answer), 0) / all;
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const covered = PRECISIONS.map((precision) => {
    const { coverage, threshold } = coverageAt(results, precision);
    return `${100 * precision} % right: ${percent(coverage)} (p >= ${threshold.toFixed(2)})`;
  });
  return [
    `${name}: ${all} places, exact ${percent(exact)}, edit similarity ${percent(alike)}, median ${times[all >> 1]?.toFixed(0)} ms`,
    `  at the threshold: ${atThreshold(results, block)}`,
    `  covered at ${covered.join(', ')}`,
  ].join('\n');
}

/**
 * What each filter is worth: what is shown without it, where that differs.
 * @param {string} name
 * @param {readonly Result[]} results
 * @param {boolean} [block]
 */
export function describeFilters(name, results, block = false) {
  const filters = new Set(results.flatMap(({ without }) => [...without.keys()]));
  const lines = [...filters].map((filter) => {
    const changed = results.filter(({ without }) => without.has(filter));
    const left = results.map(({ without, shown, answer }) => ({ shown: without.get(filter) ?? shown, answer }));
    const before = changed.filter(({ shown }) => shown.trim() !== '').length;
    return `  without ${filter}: ${changed.length} places differ (shown at ${before} of them with it); ${atThreshold(left, block)}`;
  });
  return [`${name}, one filter left out (those that make no difference are not listed):`, ...lines].join('\n');
}
