import { describe, expect, it } from 'vitest';
import type { TextFinder } from '../../../src/compliance/finder';
import { jsonReferences } from '../../../src/compliance/finders/jsonReferences';
import { lineReferences } from '../../../src/compliance/finders/lineReferences';
import { notebookReferences } from '../../../src/compliance/finders/notebookReferences';
import { pageReferences } from '../../../src/compliance/finders/pageReferences';
import { proseReferences } from '../../../src/compliance/finders/proseReferences';
import { sourceReferences } from '../../../src/compliance/finders/sourceReferences';
import { TextFile } from '../../../src/compliance/text/textFile';
import { pageCases } from '../../fixtures/pageReferences';
import { notebookOfFour } from '../../fixtures/referenceSnippets';
import { configurationCases, jsonCases, notebookCases, proseCases, sourceCases } from '../../fixtures/references';
import { type RunTimeCase, runTimeCases, runTimeJson, runTimeLines } from '../../fixtures/runTimeReferences';

/** Each reference as `line:column kind certainty reference`, `~` before what stands in prose. */
function found(finder: TextFinder, path: string, text: string): string[] {
  const file = new TextFile(path, text);
  expect(finder.wants(file)).toBe(true);
  return [...finder.find(file)]
    .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn)
    .map(
      ({ range, kind, certainty, reference, prose, ships }) =>
        `${range.startLine}:${range.startColumn} ${prose ? '~' : ''}${kind} ${certainty} ${reference}${ships === true ? ' ships' : ''}`,
    );
}

describe('source code', () => {
  it.each(sourceCases)('%s', (_, path, text, expected) => {
    expect(found(sourceReferences, path, text)).toEqual(expected);
  });
});

describe('configuration', () => {
  it.each(configurationCases)('%s', (_, path, text, expected) => {
    expect(found(lineReferences, path, text).filter((line) => !line.includes(' mention a/b'))).toEqual(
      expected.filter((line) => !line.includes(' mention a/b')),
    );
  });
});

describe('JSON', () => {
  it.each(jsonCases)('%s', (_, text, expected) => {
    expect(found(jsonReferences, 'c.json', text)).toEqual(expected);
  });
});

describe('notebooks', () => {
  it.each(notebookCases)('%s', (_, text, expected) => {
    expect(found(notebookReferences, 'n.ipynb', text)).toEqual(expected);
  });
});

describe('pages', () => {
  it.each(pageCases)('%s', (_, text, expected) => {
    expect(found(pageReferences, 'index.html', text)).toEqual(expected);
  });
});

describe('prose', () => {
  it.each(proseCases)('%s', (_, text, expected) => {
    expect(found(proseReferences, 'README.md', text)).toEqual(expected);
  });
});

/** A file that was written on Windows says the same. */
describe('Windows line ends change nothing', () => {
  const cases: readonly (readonly [string, TextFinder, string, string])[] = [
    ...sourceCases.map(([name, path, text]) => [name, sourceReferences, path, text] as const),
    ...configurationCases.map(([name, path, text]) => [name, lineReferences, path, text] as const),
    ...jsonCases.map(([name, text]) => [name, jsonReferences, 'c.json', text] as const),
    ...notebookCases.map(([name, text]) => [name, notebookReferences, 'n.ipynb', text] as const),
    ...proseCases.map(([name, text]) => [name, proseReferences, 'README.md', text] as const),
    ...pageCases.map(([name, text]) => [name, pageReferences, 'index.html', text] as const),
  ];
  it.each(cases)('%s', (_, finder, path, text) => {
    const plain = text.replaceAll('\r\n', '\n');
    expect(found(finder, path, plain.replaceAll('\n', '\r\n'))).toEqual(found(finder, path, plain));
  });
});

describe('names that are known only at run time', () => {
  const open = (finder: TextFinder, [, path, text, expected]: RunTimeCase) => {
    const file = new TextFile(path, text);
    expect(finder.wants(file)).toBe(true);
    const found = [...finder.find(file)].filter(({ atRunTime }) => atRunTime === true);
    expect(
      found.map(({ range, kind, reference }) => `${range.startLine}:${range.startColumn} ${kind} ${reference}`),
    ).toEqual(expected);
  };
  it.each(runTimeCases)('%s', (...one) => open(sourceReferences, one));
  it.each(runTimeJson)('in JSON: %s', (...one) => open(jsonReferences, one));
  it.each(runTimeLines)('in lines: %s', (...one) => open(lineReferences, one));
});

it('a finding in a notebook has the number of its cell, empty ones counted', () => {
  const found = [...notebookReferences.find(new TextFile('n.ipynb', notebookOfFour))];
  expect(Object.fromEntries(found.map(({ reference, cell }) => [reference, cell]))).toEqual({
    'acme/nova-7b': 1,
    'zeta/other-1b': 3,
    'nova:7b': 4,
  });
});
