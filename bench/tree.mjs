// A made-up project tree for the benches of the check: like a repository of several languages, the same for the same seed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomness } from './randomness.mjs';

const words =
  'account batch buffer cache cart client column config cursor customer device event field filter folder frame graph group handle header image index input invoice item layer limit list loader lock market message metric module node order output owner packet page parser path payment plan point policy price printer process product profile query queue range record region report request result route row rule schema scope script section server session shape signal source stage state store stream string student table target task template thread ticket timer token track tree unit update user value vector version view window worker writer zone'.split(
    ' ',
  );

/** One reference in so many files. */
const referenceEvery = 100;
/**
 * Models that the registry knows, and one that it does not.
 * @type {string[]}
 */
const models = JSON.parse(readFileSync(new URL('../test/fixtures/tree-models.json', import.meta.url), 'utf8'));

/** Extensions and how many of a hundred files have them. */
const shares = /** @type {const} */ ([
  ['.ts', 26],
  ['.py', 22],
  ['.go', 8],
  ['.rs', 6],
  ['.java', 8],
  ['.md', 8],
  ['.json', 9],
  ['.yaml', 6],
  ['.css', 3],
  ['.png', 4],
]);

/**
 * @param {() => number} random
 * @param {string} extension
 * @param {string | null} model named in the file
 */
function lineOf(random, extension, model) {
  const word = () => words[Math.floor(random() * words.length)] ?? '';
  const number = () => Math.floor(random() * 1000);
  switch (extension) {
    case '.py':
      if (model !== null) return `    model = AutoModel.from_pretrained("${model}")`;
      return random() < 0.3
        ? `def ${word()}_${word()}(${word()}, ${word()}=${number()}):`
        : `    ${word()} = ${word()}.${word()}("${word()} ${word()}", ${number()})${random() < 0.1 ? `  # the ${word()}` : ''}`;
    case '.json':
      if (model !== null) return `  "model": "${model}",`;
      return `  "${word()}${number()}": { "${word()}": "${word()} ${word()}", "${word()}": ${number()} },`;
    case '.yaml':
      if (model !== null) return `model: ${model}`;
      return `${random() < 0.5 ? '' : '  '}${word()}_${word()}: ${word()} ${number()}`;
    case '.md':
      if (model !== null) return `We use the model [${model}](https://huggingface.co/${model}).`;
      if (random() < 0.02)
        return `Either the ${word()}/${word()} or the [${word()}](docs/${word()}.md) and/or its ${word()}.`;
      return random() < 0.1 ? `## The ${word()}` : `The ${word()} of a ${word()} and its ${word()} is ${word()}.`;
    case '.css':
      return `.${word()}-${word()} > .${word()} { margin: ${number()}px; background: url("img/${word()}.svg"); }`;
    default:
      if (model !== null) return `  const model = await pipeline("feature-extraction", "${model}");`;
      if (random() < 0.05) return `import { ${word()} } from '${random() < 0.7 ? '../' : ''}${word()}/${word()}';`;
      return random() < 0.3
        ? `export function ${word()}${number()}(${word()}: ${word()}, ${word()}: string) {`
        : `  const ${word()} = ${word()}.${word()}('${word()}', ${number()});${random() < 0.1 ? ` // the ${word()} of ${word()}` : ''}`;
  }
}

/**
 * @param {() => number} random
 * @param {string} extension
 * @param {number} bytes about so many
 * @param {string | null} model
 */
function contentOf(random, extension, bytes, model) {
  if (extension === '.png') return Buffer.alloc(bytes, 'PNG\0\x01\x02');
  const lines = [];
  const at = Math.floor(random() * 10);
  for (let length = 0; length < bytes; ) {
    const line = lineOf(random, extension, lines.length === at ? model : null);
    lines.push(line);
    length += line.length + 1;
  }
  return extension === '.json' ? `{\n${lines.join('\n')}\n  "end": true\n}\n` : `${lines.join('\n')}\n`;
}

/**
 * Writes a tree and returns how many bytes its files have.
 * @param {string} root an empty folder
 * @param {number} files
 * @param {{ seed?: number, medianBytes?: number }} [options]
 * @returns {number}
 */
export function makeTree(root, files, { seed = 1, medianBytes = 3000 } = {}) {
  const random = randomness(seed);
  const kinds = shares.flatMap(([extension, share]) => Array.from({ length: share }, () => extension));
  let bytes = 0;
  let folder = root;
  for (let index = 0; index < files; index++) {
    if (index % 20 === 0) {
      const group = Math.floor(index / 20);
      folder = join(root, `part${Math.floor(group / 100)}`, `${words[group % words.length]}${group}`, 'src');
      mkdirSync(folder, { recursive: true });
    }
    const extension = kinds[Math.floor(random() * kinds.length)] ?? '.ts';
    const model = random() * referenceEvery < 1 ? (models[Math.floor(random() * models.length)] ?? null) : null;
    // A long tail: most files are small, one in a hundred has ten times the median.
    const content = contentOf(
      random,
      extension,
      Math.floor(medianBytes * 4 ** (random() + random() + random() - 1.5)),
      model,
    );
    writeFileSync(join(folder, `${words[index % words.length]}${index}${extension}`), content);
    bytes += content.length;
  }
  writeFileSync(join(root, 'package.json'), '{ "name": "tree", "license": "MIT" }\n');
  writeFileSync(join(root, '.gitignore'), 'node_modules/\n*.log\n/build/\n');
  return bytes;
}
