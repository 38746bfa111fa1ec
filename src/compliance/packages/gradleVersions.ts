/** Words that Gradle knows, from the lowest to the highest; all others stand behind the first. */
const known = ['dev', '', 'rc', 'snapshot', 'final', 'ga', 'release', 'sp'];

/**
 * Below 0 where version `a` is lower than `b`, as Gradle orders them
 * (https://docs.gradle.org/current/userguide/dependency_versions.html#sec:version-ordering).
 */
export function compareVersions(a: string, b: string): number {
  if (a === '' || b === '') return Number(a !== '') - Number(b !== ''); // any is more than none
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(ofA.length, ofB.length); index++) {
    const [one, other] = [ofA[index], ofB[index]];
    // A number more is higher, a word more is lower: 1.0.1, 1.0, 1.0-rc.
    if (one === undefined) return isNumber(other ?? '') ? -1 : 1;
    if (other === undefined) return isNumber(one) ? 1 : -1;
    const order = compareParts(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): readonly string[] {
  return version.match(/\d+|[^\d.\-_+]+/g) ?? [];
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

function compareParts(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Math.sign(Number(a) - Number(b));
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? 1 : -1;
  const order = rank(a) - rank(b);
  return order !== 0 ? order : a < b ? -1 : Number(a > b);
}

function rank(word: string): number {
  const at = known.indexOf(word.toLowerCase());
  return at === -1 ? known.indexOf('') : at;
}
