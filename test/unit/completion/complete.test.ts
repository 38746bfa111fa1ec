import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type CompletionServices, completeAt } from '../../../src/completion/complete';
import type { CompletionOptions, CompletionPlace } from '../../../src/completion/completion';
import type { CodeReference } from '../../../src/completion/reference/codeReference';
import { Syntax } from '../../../src/completion/syntax/syntax';
import {
  type Engine,
  type EngineResult,
  type Infill,
  type InfillRequest,
  type ModelAbilities,
  NO_TIMINGS,
} from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';
import type { FimFormat } from '../../../src/licensing/artefacts';
import { UNKNOWN_MODEL } from '../../fixtures/ids';

const ABILITIES: ModelAbilities = {
  fimTokens: { prefix: '<P>', suffix: '<S>', middle: '<M>' },
  chatTemplate: false,
  contextTokens: 1024,
  device: 'CPU, 1 thread',
};

function infill(text: string, confidence = 0.9, stop: Infill['stop'] = 'line'): EngineResult<Infill> {
  return {
    ok: true,
    value: { text, tokens: [], confidence, stop, documents: 0, pieceTokens: [], timings: NO_TIMINGS },
  };
}

/** Answers as told and keeps what it was asked. */
class StandInEngine implements Engine {
  readonly state = { kind: 'idle' } as const;
  asked: InfillRequest | null = null;
  constructor(
    private readonly answer: EngineResult<Infill>,
    private readonly can: ModelAbilities = ABILITIES,
  ) {}
  onState = () => () => undefined;
  abilities = async (): Promise<EngineResult<ModelAbilities>> => ({ ok: true, value: this.can });
  remember = async (): Promise<EngineResult<number>> => ({ ok: true, value: 0 });
  infill = async (_model: AdmittedModel, request: InfillRequest): Promise<EngineResult<Infill>> => {
    this.asked = request;
    return this.answer;
  };
  chat = async (): Promise<EngineResult<never>> => ({ ok: false, failure: { kind: 'unsupported', message: '' } });
  unload = async () => undefined;
  dispose = async () => undefined;
}

/** The brand can only be made by the gate; what is tested here stands behind the gate. */
function modelWith(fim: FimFormat | null): AdmittedModel {
  return { id: UNKNOWN_MODEL, name: 'Model', fim } as unknown as AdmittedModel;
}

function placeAt(document: string): CompletionPlace {
  return { text: document.replace('|', ''), offset: document.indexOf('|'), path: 'src/a.ts', repository: 'shop' };
}

interface Given {
  readonly answer?: EngineResult<Infill>;
  readonly fim?: FimFormat | null;
  readonly can?: ModelAbilities;
  readonly options?: CompletionOptions;
  readonly syntax?: Syntax;
  readonly reference?: NonNullable<CompletionServices['reference']>;
  readonly thirdParty?: NonNullable<CompletionServices['thirdParty']>;
}

async function completed(document: string, { answer = infill('x();'), fim = null, can, ...more }: Given = {}) {
  const engine = new StandInEngine(answer, can);
  const services = { engine, model: modelWith(fim), ...more };
  const result = await completeAt(placeAt(document), services, new AbortController().signal);
  return { result, asked: engine.asked };
}

const specials = (asked: InfillRequest | null) =>
  asked?.prompt.map((piece) => ('special' in piece ? piece.special : piece.text));

describe('the prompt', () => {
  it('is prefix, suffix, middle without a registry entry', async () => {
    const { asked } = await completed('a\n|\nb');
    expect(specials(asked)).toEqual(['prefix', '', 'suffix', '\nb', 'middle', 'a\n']);
  });

  it('has the order of the registry entry', async () => {
    const { asked } = await completed('a\n|\nb', { fim: { order: 'suffix-prefix-middle' } });
    expect(specials(asked)).toEqual(['suffix', '\nb', 'prefix', '', 'middle', 'a\n']);
  });

  it('names repository and file to a model that has tokens for them', async () => {
    const can = { ...ABILITIES, fimTokens: { ...ABILITIES.fimTokens, repository: '<R>', file: '<F>' } };
    const { asked } = await completed('|', { can });
    expect(specials(asked)?.slice(0, 4)).toEqual(['repository', 'shop\n', 'file', 'src/a.ts\n']);
  });

  it('has line ends as the model knows them, and the answer those of the document', async () => {
    const { asked, result } = await completed('a\r\n|\r\nb', {
      answer: infill('{\n  c\n}', 0.9, 'end'),
      options: { multiline: true },
    });
    expect(specials(asked)).toEqual(['prefix', '', 'suffix', '\nb', 'middle', 'a\n']);
    expect(result).toMatchObject({ text: '{\r\n  c\r\n}' });
  });

  const code = (lines: number) => Array.from({ length: lines }, (_, i) => `const value${i} = ${i};\n`).join('');
  /** The texts of prefix and middle. */
  const split = async (document: string) => {
    const texts = (await completed(document)).asked?.prompt.flatMap((piece) => ('text' in piece ? [piece.text] : []));
    return { prefix: texts?.[0] ?? '', middle: texts?.at(-1) ?? '' };
  };

  it('has the lines above the cursor behind the middle token, as if the model had written them', async () => {
    const { prefix, middle } = await split(`${code(2000)}const last = |\n`);
    expect(middle).toMatch(/^const value\d+ = \d+;\n(?:.*\n)*const value1999 = 1999;\nconst last = $/);
    expect(middle.split('\n').length).toBeGreaterThan(2);
    expect(middle.length).toBeLessThan(600);
    expect(prefix.endsWith('\n')).toBe(true);
    expect(`${code(2000)}const last = `.endsWith(prefix + middle)).toBe(true);
  });

  it('changes at its end only while the user types', async () => {
    const document = code(2000);
    const before = await split(`${document}|`);
    const typed = await split(`${document}const next|`);
    expect(typed.prefix).toBe(before.prefix);
    expect(typed.middle).toBe(`${before.middle}const next`);
  });

  it('rarely begins anew when lines are added', async () => {
    const prefixes = new Set<string>();
    for (let lines = 2000; lines < 2060; lines++) prefixes.add((await split(`${code(lines)}|`)).prefix);
    expect(prefixes.size).toBeLessThan(25);
  });

  it('begins the middle at the cursor’s own line where that is long', async () => {
    const { prefix, middle } = await split(`${code(10)}const s = '${'x'.repeat(1500)}|`);
    expect(prefix).toBe(code(10));
    expect(middle.startsWith('const s')).toBe(true);
  });

  it('asks for the half-typed word to be healed', async () => {
    const { asked } = await completed('cons|');
    expect(asked?.prompt.at(-1)).toMatchObject({ text: 'cons', heal: true });
  });
});

describe('the answer', () => {
  it('is the text with its confidence', async () => {
    expect((await completed('const a = |\n')).result).toMatchObject({
      model: UNKNOWN_MODEL,
      text: 'x();',
      confidence: 0.9,
    });
  });

  it.each<[string, string, Given, string]>([
    ['unsure below the default threshold', 'a |', { answer: infill('x', 0.1) }, 'unsure'],
    [
      'unsure below the threshold of the entry',
      'a |',
      { answer: infill('x', 0.6), fim: { order: 'prefix-suffix-middle', minConfidence: 0.7 } },
      'unsure',
    ],
    [
      'unsure below the threshold asked for',
      'a |',
      { answer: infill('x'), options: { minConfidence: 0.95 } },
      'unsure',
    ],
    ['empty when the model says nothing', 'a |', { answer: infill('') }, 'empty'],
    ['empty when the model says blanks', 'a |', { answer: infill('  ') }, 'empty'],
    ['filtered when it stands there already', '|\nreturn value;\n', { answer: infill('return value;') }, 'filtered'],
    ['not asked inside a word', 'con|st a = 1;', {}, 'not-asked'],
    ['no fim without the tokens', '|', { can: { ...ABILITIES, fimTokens: { prefix: '<P>' } } }, 'no-fim'],
    [
      'cancelled when it was',
      '|',
      { answer: { ok: false, failure: { kind: 'cancelled', message: 'Cancelled.' } } },
      'cancelled',
    ],
  ])('is %s', async (_name, document, given, reason) => {
    expect((await completed(document, given)).result).toMatchObject({ text: '', reason });
  });

  it('is shown at any confidence when the threshold is switched off', async () => {
    const { result } = await completed('a |', { answer: infill('x', 0.001), options: { minConfidence: 0 } });
    expect(result).toMatchObject({ text: 'x' });
    expect(result).not.toHaveProperty('reason');
  });

  it('is the failure of the engine', async () => {
    const failure = { kind: 'worker-died', message: 'gone' } as const;
    expect((await completed('|', { answer: { ok: false, failure } })).result).toEqual(failure);
  });

  it('loses a last line that the token limit cut off', async () => {
    const answer = infill('\n  a();\n  b(', 0.9, 'length');
    expect((await completed('{|\n}', { answer, options: { multiline: true } })).result).toMatchObject({
      text: '\n  a();',
    });
  });

  it('never asks the model inside a word', async () => {
    expect((await completed('con|st')).asked).toBeNull();
  });
});

describe('a place where a block is wanted', () => {
  const grammars = join(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');
  const syntax = new Syntax(grammars, undefined, () => 0);
  afterAll(() => syntax.dispose());

  it.each<[name: string, document: string, options: CompletionOptions, singleLine: boolean]>([
    ['a statement begins', 'function f() {\n  |\n}\n', {}, false],
    ['a body is empty', 'function f() {|\n}\n', {}, false],
    ['a line is begun', 'function f() {\n  const a = |\n}\n', {}, true],
    ['one line is asked for', 'function f() {\n  |\n}\n', { multiline: false }, true],
    ['several are asked for', 'const a = |\n', { multiline: true }, false],
  ])('is asked for a block or a line: %s', async (_name, document, options, singleLine) => {
    expect((await completed(document, { syntax, options })).asked?.singleLine).toBe(singleLine);
  });

  it('has one line where no grammar is at hand', async () => {
    const missing = new Syntax('/nowhere');
    expect((await completed('function f() {\n  |\n}\n', { syntax: missing })).asked?.singleLine).toBe(true);
  });

  it.each<[name: string, answer: string, text: string]>([
    ['keeps what is whole', 'if (a) {\n    b();\n  }', 'if (a) {\n    b();\n  }'],
    ['loses half a statement', 'b();\n  c(1,', 'b();'],
    ['loses a block without an end', 'b();\n  if (c) {\n    d();', 'b();'],
    ['is its first line where no statement is whole', 'const a = [\n    1,', 'const a = ['],
  ])('%s', async (_name, answer, text) => {
    const document = 'function f() {\n  |\n}\n';
    const { result } = await completed(document, { syntax, answer: infill(answer, 0.9, 'end') });
    expect(result).toMatchObject({ text });
  });
});

describe('an answer that repeats third-party code', () => {
  const pad: CodeReference = {
    package: 'pad',
    version: '1.3.0',
    license: 'MIT',
    file: 'node_modules/pad/index.js',
    line: 3,
    tokens: 70,
    lines: 14,
    verdict: 'allowed',
    reason: '',
  };

  it('says with how much third-party code it was compared', async () => {
    const compared = { files: 20, state: 'cut' } as const;
    const { result } = await completed('a|', { reference: async () => null, thirdParty: () => compared });
    expect(result).toMatchObject({ text: 'x();', compared });
  });

  it('is offered with its reference', async () => {
    const { result } = await completed('a|', { reference: async () => pad });
    expect(result).toMatchObject({ text: 'x();', reference: pad });
  });

  it('is not offered where that is denied, and says so', async () => {
    const denied = { ...pad, verdict: 'denied', reason: 'Legal wants none.' } as const;
    const { result } = await completed('a|', { reference: async () => denied });
    expect(result).toMatchObject({ text: '', reason: 'filtered', reference: denied });
    expect('detail' in result && result.detail).toMatch(
      /14 lines of pad 1\.3\.0 \(MIT\).* denied here: Legal wants none\./,
    );
  });

  it('is not looked for where there is none', async () => {
    const reference = vi.fn(async () => null);
    await completed('a|', { answer: infill('', 0.9, 'end'), reference });
    await completed('a|', { answer: infill('x();', 0.1), reference });
    expect(reference).not.toHaveBeenCalled();
    expect((await completed('a|', { reference })).result).toMatchObject({ text: 'x();' });
  });
});
