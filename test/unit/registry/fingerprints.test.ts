import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { KINDRED, likeness } from '../../../src/formats/sketch';
import { type IdentifiedFile, identifyFile } from '../../../src/registry/identify';
import type { Registry } from '../../../src/registry/registry';
import { temporaryFolder } from '../../support/folder';
import type { GgufInput } from '../../support/gguf';
import { model, registryOf } from '../../support/registry';
import { ggufOf, QUANTISATIONS, rounded, safetensorsOf, tuned, weights } from '../../support/weights';

const folder = temporaryFolder();
const places = () => ({ hubCache: folder.path('hub'), ollama: folder.path('ollama') });

const base = rounded(weights(1));
const other = rounded(weights(2));
const named = { 'general.name': 'Base', 'general.organization': 'org', 'general.license': 'mit' };
const madeFrom = (id: string): Record<string, GgufInput> => ({
  'general.base_model.count': { u32: 1 },
  'general.base_model.0.repo_url': ['https://huggingface.co', id].join('/'),
});

async function identified(bytes: Buffer, registry: Registry = registryOf(), name = 'm.gguf'): Promise<IdentifiedFile> {
  const path = folder.path(name);
  await writeFile(path, bytes);
  const result = await identifyFile(path, registry, { places: places() });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Knows the base by a file of it in one quantisation; others are in the registry beside it. */
let registry: Registry;
beforeAll(async () => {
  const printOf = async (bytes: Buffer) => {
    const { norms, sketch } = (await identified(bytes)).fingerprint;
    if (norms === null || sketch === null) throw new Error('no fingerprint');
    return { norms, sketch };
  };
  registry = registryOf(
    model('org/Base', 'LicenseRef-NonCommercial', { fingerprints: await printOf(ggufOf(base, 'Q8_0')) }),
    model('org/Child', 'LicenseRef-NonCommercial', { bases: [{ id: 'org/Base', relation: 'finetune' }] }),
    model('org/Other', 'MIT', { fingerprints: await printOf(ggufOf(other, 'F16')) }),
    model('org/Free', 'MIT'),
  );
});

describe('a file of known weights', () => {
  it.each(QUANTISATIONS)('is known in %s, renamed and with its metadata stripped', async (quantisation) => {
    const { identity } = await identified(ggufOf(base, quantisation), registry, 'my-own-model.gguf');
    expect(identity).toMatchObject({ level: 'related', resolved: 'org/Base', ancestors: ['org/Base'] });
  });

  it('is known as safetensors under other tensor names', async () => {
    const { identity, fingerprint } = await identified(safetensorsOf(base), registry, 'm.safetensors');
    expect(identity).toMatchObject({ level: 'related', resolved: 'org/Base' });
    expect(fingerprint.sketch).toBe((await identified(ggufOf(base, 'F32'))).fingerprint.sketch);
  });

  it.each([
    ['slightly', 0.01],
    ['more', 0.1],
    ['a lot', 0.5],
  ])('is known for what it was when it was trained on %s', async (_, share) => {
    const { identity } = await identified(ggufOf(tuned(base, share), 'Q4_0'), registry);
    expect(identity).toMatchObject({ level: 'related', resolved: 'org/Base', ancestors: ['org/Base'] });
    expect(identity.signals.find(({ signal }) => signal === 'norms-likeness')?.says).toContain('org/Base');
  });

  it.each([3, 4, 5, 6, 7, 8, 9])('is not taken for another of the same shapes (seed %i)', async (seed) => {
    const { identity } = await identified(ggufOf(weights(seed), 'Q8_0'), registry);
    expect(identity).toMatchObject({ level: 'unknown', resolved: null, ancestors: [] });
  });

  const contradictions: [what: string, metadata: Record<string, GgufInput>, share: number, conflict: RegExp][] = [
    ['claims to be another', { 'general.name': 'Free', 'general.organization': 'org' }, 0, /are those of org\/Base/],
    ['claims to be made from another', madeFrom('org/Free'), 0, /made from org\/Free.*those of org\/Base/],
    ['was trained on and claims to be made from another', madeFrom('org/Free'), 0.02, /made from org\/Free.*org\/Base/],
    ['was trained on and claims to be the same', { ...named, 'general.license': '' }, 0.02, /by training on/],
    ['claims to be from scratch', { 'general.description': 'Trained from scratch.' }, 0, /from scratch.*org\/Base/],
    [
      'was trained on and claims to be from scratch',
      { 'general.name': 'from scratch' },
      0.02,
      /from scratch.*org\/Base/,
    ],
  ];
  it.each(contradictions)('is contradicted when it %s', async (_, metadata, share, conflict) => {
    const { identity } = await identified(ggufOf(tuned(base, share), 'F16', metadata), registry);
    expect(identity).toMatchObject({ level: 'contradicted', resolved: null });
    expect(identity.ancestors).toContain('org/Base');
    expect(identity.conflicts.join(' ')).toMatch(conflict);
  });

  it.each([
    ['its base', madeFrom('org/Base')],
    ['a model made from the same base', madeFrom('org/Child')],
    ['nothing', {}],
  ])('may name %s', async (_, metadata) => {
    expect((await identified(ggufOf(base, 'F16', metadata), registry)).identity).toMatchObject({
      level: 'related',
      conflicts: [],
    });
  });

  it('is judged by the nearest of two relatives', async () => {
    const child = tuned(base, 0.1);
    const { norms, sketch } = (await identified(ggufOf(child, 'F32'))).fingerprint;
    if (norms === null || sketch === null) throw new Error('no fingerprint');
    const both = registryOf(...registry.models, model('org/Tuned', 'MIT', { fingerprints: { norms, sketch } }));
    const of = async (from: typeof base) => (await identified(ggufOf(from, 'Q8_0'), both)).identity.resolved;
    expect(await of(tuned(child, 0.01, 5))).toBe('org/Tuned');
    expect(await of(tuned(base, 0.01, 5))).toBe('org/Base');
  });
});

describe('a model in several files', () => {
  const split = (from: typeof base, order: readonly string[] = Object.keys(from.vectors)) => {
    const half = Math.ceil(order.length / 2);
    const some = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, from.vectors[name] ?? new Float32Array()]));
    return [
      ggufOf({ vectors: some(order.slice(0, half)), matrices: {} }, 'F32', { ...named, 'split.count': { u32: 2 } }),
      ggufOf({ vectors: some(order.slice(half)), matrices: from.matrices }, 'F32', { 'split.count': { u32: 2 } }),
    ] as const;
  };
  const parts = ['x-00001-of-00002.gguf', 'x-00002-of-00002.gguf'] as const;

  it.each(parts)('is known by any of them: %s', async (name) => {
    const [first, second] = split(base);
    await writeFile(folder.path(parts[0]), first);
    await writeFile(folder.path(parts[1]), second);
    const found = await identified(name === parts[0] ? first : second, registry, name);
    expect(found).toMatchObject({ parts: 2, missing: [] });
    expect(found.identity.claims.name).toBe('Base');
    expect(found.identity.ancestors).toEqual(['org/Base']);
    expect(found.fingerprint.norms).toBe((await identified(ggufOf(base, 'F32'))).fingerprint.norms);
  });

  it('has no norms to speak of when a file is missing', async () => {
    const [first] = split(base);
    const found = await identified(first, registry, 'y-00001-of-00002.gguf');
    expect(found.missing).toEqual([folder.path('y-00002-of-00002.gguf')]);
    expect(found.fingerprint).toMatchObject({ norms: null, sketch: null });
  });
});

describe('likeness', () => {
  it('is far from chance for all pairs of models that were trained apart', async () => {
    const sketches: string[] = [];
    for (let seed = 1; seed <= 30; seed++)
      sketches.push((await identified(ggufOf(weights(seed), 'F32'))).fingerprint.sketch ?? '');
    const pairs = sketches.flatMap((a, index) => sketches.slice(index + 1).map((b) => likeness(a, b)));
    expect(Math.max(...pairs)).toBeLessThan(KINDRED / 2);
  });

  it.each(['', 'AAAA', 'not base64 at all', 'A'.repeat(344)])('of something that is no sketch is none: %j', (text) => {
    expect(likeness(text, text)).toBe(0);
  });
});
