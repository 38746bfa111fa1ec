// Places to complete, drawn with a fixed seed: a random character of a random code line, the rest of the line being the answer; or
// the first line of a body in braces, the whole body being the answer; or the line on which a statement begins, the statement
// being the answer.

/** @typedef {import('./heldOut.mjs').SourceFile} SourceFile */
/** @typedef {{ file: SourceFile, text: string, offset: number, answer: string }} Place */
/** @typedef {{ before: readonly string[], after: readonly string[], answer: string }} Cut lines around a cursor, and what it waits for */

/**
 * Mulberry32.
 * @param {number} seed
 */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Draws places: a random line of a random file, each the same for the same seed. Files with lines of a thousand characters are passed
 * over: data and generated code.
 * @param {readonly SourceFile[]} files
 * @param {number} count
 * @param {number} seed
 * @param {number} tries for each place that is wanted
 * @param {(lines: readonly string[], row: number, random: () => number) => Cut | null} cutAt null where the line is no such place
 * @returns {Place[]}
 */
function draw(files, count, seed, tries, cutAt) {
  const random = randomFrom(seed);
  const tame = files.filter(({ text }) => text.split('\n').every((line) => line.length < 1000));
  /** @type {Place[]} */
  const places = [];
  for (let tried = 0; places.length < count && tried < tries * count; tried++) {
    const file = tame[Math.floor(random() * tame.length)];
    if (file === undefined) break;
    const lines = file.text.replaceAll('\r\n', '\n').split('\n');
    const cut = cutAt(lines, 3 + Math.floor(random() * Math.max(1, lines.length - 5)), random);
    if (cut === null) continue;
    const before = cut.before.join('\n');
    const after = ['', ...cut.after].join('\n');
    places.push({ file, text: before + after, offset: before.length, answer: cut.answer });
  }
  return places;
}

/**
 * Draws rests of lines. Lines of comments, of fewer than 8 or more than 160 characters are passed over.
 * @param {readonly SourceFile[]} files
 * @param {number} count
 * @param {number} seed
 * @returns {Place[]}
 */
export function drawPlaces(files, count, seed) {
  return draw(files, count, seed, 50, (lines, row, random) => {
    const line = lines[row]?.trimEnd() ?? '';
    if (line.trim().length < 8 || line.length > 160 || /^\s*(\/\/|\/?\*)/.test(line)) return null;
    const indent = indentOf(line);
    const cut = indent + Math.floor(random() * (line.length - 2 - indent));
    return {
      before: [...lines.slice(0, row), line.slice(0, cut)],
      after: lines.slice(row + 1),
      answer: line.slice(cut),
    };
  });
}

/** Lines of a body that is asked for, at the most. */
const LONGEST_BODY = 8;

/**
 * Draws bodies in braces of at most eight lines, each indented deeper than what they belong to. The cursor stands on the body's
 * first line, indented, the closing brace below, as editors leave it when somebody has typed `{` and a line break.
 * @param {readonly SourceFile[]} files
 * @param {number} count
 * @param {number} seed
 * @returns {Place[]}
 */
export function drawBodies(files, count, seed) {
  return draw(files, count, seed, 200, (lines, row) => {
    const head = lines[row] ?? '';
    if (!/[)>=\w]\s*\{$/.test(head) || /^\s*(\/\/|\/?\*)/.test(head)) return null;
    const indent = indentOf(head);
    const end = lines.findIndex((line, index) => index > row && line.trim() !== '' && indentOf(line) <= indent);
    const body = lines.slice(row + 1, end);
    if (end < 0 || body.length === 0 || body.length > LONGEST_BODY || !lines[end]?.trim().startsWith('}')) return null;
    const deeper = indentOf(body[0] ?? '');
    if (body.some((line) => line.length > 160) || (body[0] ?? '').trim() === '') return null;
    return {
      before: [...lines.slice(0, row + 1), (body[0] ?? '').slice(0, deeper)],
      after: lines.slice(end),
      answer: body.join('\n').slice(deeper).trimEnd(),
    };
  });
}

/** How a line ends behind which a statement begins, and how statements begin where nothing stands at their ends. */
const STATEMENT_ENDS = /[;{}]\s*$/;
const STATEMENT_BEGINS =
  /^\s*(?:const|let|var|return|if|for|while|switch|throw|try|await|export|function|class|async|this\.)\b/;
/** Lines of a statement that is asked for, at the most. */
const LONGEST_STATEMENT = 8;

/**
 * Draws statements of at most eight lines, some in the middle of a body, some at its end. The cursor stands on the statement's
 * first line, indented, what follows below, as after a line break.
 * @param {readonly SourceFile[]} files
 * @param {number} count
 * @param {number} seed
 * @returns {Place[]}
 */
export function drawStatements(files, count, seed) {
  return draw(files, count, seed, 200, (lines, row) => {
    const first = lines[row] ?? '';
    const above = lines[row - 1] ?? '';
    const indent = indentOf(first);
    if (first.trim().length < 4 || !/^\s*[\w$]/.test(first) || /^\s*(?:import|case|default)\b/.test(first)) return null;
    if (!STATEMENT_ENDS.test(above) && !(STATEMENT_BEGINS.test(first) && indentOf(above) === indent)) return null;
    const rest = lines.findIndex((line, index) => index > row && !(indentOf(line) > indent || isEnd(line, indent)));
    const statement = lines.slice(row, rest < 0 ? lines.length : rest);
    while (statement.at(-1)?.trim() === '') statement.pop();
    if (statement.length > LONGEST_STATEMENT || statement.some((line) => line.length > 160)) return null;
    return {
      before: [...lines.slice(0, row), first.slice(0, indent)],
      after: lines.slice(row + statement.length),
      answer: statement.join('\n').slice(indent).trimEnd(),
    };
  });
}

/** Whether a line ends what began with its indentation, or is blank in the middle of it. @param {string} line @param {number} indent */
const isEnd = (line, indent) =>
  line.trim() === '' || (indentOf(line) === indent && /^\s*(?:[)\]}]|else\b|catch\b|finally\b)/.test(line));

/** @param {string} line */
const indentOf = (line) => line.length - line.trimStart().length;
