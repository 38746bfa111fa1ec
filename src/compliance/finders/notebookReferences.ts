import type { HubReference, TextFinder } from '../finder';
import type { Range } from '../report';
import { unescaped } from '../text/escapes';
import { lex, type Token } from '../text/lex';
import { TextFile } from '../text/textFile';
import { readLines } from './lineReferences';
import { outputUses } from './outputUses';
import { proseReferences } from './proseReferences';
import { referencesOf } from './sourceReferences';
import { trainingInputs } from './trainingInputs';

/** Hub ids in the cells of Jupyter notebooks (https://nbformat.readthedocs.io/), at their places in the notebook's file. Outputs are not read. */
export const notebookReferences: TextFinder = {
  wants: (file) => file.extension === '.ipynb',
  find: (file) => {
    const cells = cellsOf(file);
    const code = cells.filter((cell) => cell.kind === 'code' && !isScript(cell));
    const found = [
      ...cells.filter((cell) => !code.includes(cell)).flatMap(referencesIn),
      ...referencesInCode(file, code),
    ];
    const places = new CellPlaces(cells);
    return [...found.map((one) => places.numbered(one)), ...trainingInputs(file)];
  },
};

/** All cells of code as one text: what one names or generates, another may load or write down. */
function referencesInCode(notebook: TextFile, cells: readonly Cell[]): HubReference[] {
  const code = cells.map(({ source }) => source);
  const text = code.map((source) => `${source.text}\n`).join('');
  const offsets: number[] = [];
  for (const source of code) for (let at = 0; at <= source.text.length; at++) offsets.push(source.place(at));
  const whole = new CellText(notebook, text, offsets);
  const tokens = lex(text, '.py');
  // Lines that the notebook hands to a shell.
  const commands = [...text.matchAll(/^[ \t]*[!%].*$/gm)].flatMap(({ 0: line, index }) => [
    ...readLines(whole, index, index + line.length),
  ]);
  return [...referencesOf(whole, tokens), ...commands, ...outputUses(whole, tokens)];
}

/** Numbers the cells by place: where each begins, in the order of the file. */
class CellPlaces {
  private readonly starts: readonly Range[];

  constructor(private readonly cells: readonly Cell[]) {
    this.starts = cells.map(({ source }) => source.range(0, 0));
  }

  /** What was found, with the number of the cell that it stands in. */
  numbered(found: HubReference): HubReference {
    const { startLine, startColumn } = found.range;
    let low = 0;
    for (let high = this.starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      const start = this.starts[middle];
      const isBehind =
        start !== undefined &&
        (start.startLine > startLine || (start.startLine === startLine && start.startColumn > startColumn));
      if (isBehind) high = middle;
      else low = middle + 1;
    }
    const cell = this.cells[low - 1]?.number;
    return cell === undefined ? found : { ...found, cell };
  }
}

interface Cell {
  /** Among all cells, counted from 1. */
  readonly number: number;
  readonly kind: string;
  readonly source: CellText;
}

/** In a cell of prose, or in one that is handed to a shell. */
function referencesIn({ kind, source }: Cell): HubReference[] {
  return [...(kind === 'code' ? readLines(source, 0, source.text.length) : proseReferences.find(source))];
}

function isScript({ source }: Cell): boolean {
  return /^%%(?:bash|sh|script|writefile\s+\S+\.(?:sh|ya?ml|toml|env))\b/.test(source.text);
}

/** The text of a cell, which knows where in the notebook's file it stands. */
class CellText extends TextFile {
  constructor(
    private readonly notebook: TextFile,
    text: string,
    /** For each code unit of the text, where it is written in the notebook's file; one more for the end. */
    private readonly offsets: readonly number[],
  ) {
    super(`${notebook.path}.py`, text);
  }

  /** Where a code unit is written in the notebook's file. */
  place(offset: number): number {
    return this.offsets[offset] ?? (this.offsets[this.offsets.length - 1] ?? 0) + 1;
  }

  override range(start: number, end: number): Range {
    const last = this.offsets[end - 1] ?? 0;
    return this.notebook.range(this.offsets[start] ?? 0, end > start ? last + 1 : last);
  }
}

/** Reads tokens instead of a tree: outputs may be large, and broken notebooks are read as far as they go. */
function cellsOf(notebook: TextFile): Cell[] {
  const cells: Cell[] = [];
  // The key of each open bracket; a cell is an object in the list under the notebook's key `cells`.
  const keys: string[] = [];
  let key = '';
  let value: Token | null = null;
  let kind = 'code';
  let source: Token[] = [];
  let number = 0;
  const endValue = () => {
    if (value === null || keys[1] !== 'cells') return;
    const name = key === '' ? (keys[keys.length - 1] ?? '') : key;
    if (keys.length === 3 && name === 'cell_type') kind = value.text;
    if ((keys.length === 3 || (keys.length === 4 && key === '')) && name === 'source') source.push(value);
  };
  for (const token of lex(notebook.text, '.js')) {
    if (token.kind === 'string') {
      value = token;
    } else if (token.text === ':') {
      key = value?.text ?? '';
      value = null;
    } else if (token.kind === 'sign') {
      endValue();
      value = null;
      if (token.text === '{' || token.text === '[') keys.push(key);
      if (token.text === '}' || token.text === ']') {
        keys.pop();
        if (keys.length === 2 && keys[1] === 'cells' && token.text === '}') {
          number++;
          if (source.length > 0) cells.push({ number, kind, source: joined(notebook, source) });
          source = [];
          kind = 'code';
        }
      }
      key = '';
    }
  }
  return cells;
}

/** The strings of a cell as one text. */
function joined(notebook: TextFile, tokens: readonly Token[]): CellText {
  const { text, offsets } = unescaped(tokens);
  return new CellText(notebook, text, offsets);
}
