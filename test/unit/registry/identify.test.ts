import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readGgufFrom } from '../../../src/formats/gguf';
import { identifyFile } from '../../../src/registry/identify';
import { buildRegistry, type Registry } from '../../../src/registry/registry';
import { VOCABULARY_FAMILIES } from '../../../src/registry/vocabularies';
import { fingerprintOf } from '../../support/fingerprint';
import { temporaryFolder } from '../../support/folder';
import { type GgufInput, ggufString, smallModel, tokenizerMetadata, writeGguf } from '../../support/gguf';
import { MemorySource } from '../../support/memorySource';
import { model, registryOf } from '../../support/registry';
import { writeSafetensors } from '../../support/safetensors';

const folder = temporaryFolder();
const places = () => ({ hubCache: folder.path('hub'), ollama: folder.path('ollama') });
const SHA = 'a'.repeat(64);

async function fingerprintsOf(bytes: Buffer) {
  const source = new MemorySource(bytes);
  const gguf = await readGgufFrom(source);
  if (!gguf.ok) throw new Error(gguf.problem.message);
  const { norms, vocabulary } = await fingerprintOf(source, gguf.value);
  if (vocabulary === null) throw new Error('no vocabulary');
  return { norms, vocabulary };
}

async function fingerprints(bytes: Buffer) {
  const { norms, vocabulary } = await fingerprintsOf(bytes);
  if (norms === null) throw new Error('no norms');
  return { norms, vocabulary };
}

/** The registry's idea of `smallModel()`: its 32 parameters, architecture and vocabulary. */
async function org(more: Parameters<typeof model>[2] = {}, license = 'Apache-2.0') {
  const { vocabulary } = await fingerprints(smallModel());
  return model('org/Small', license, { architecture: 'llama', parameters: 32, fingerprints: { vocabulary }, ...more });
}

async function identify(bytes: Buffer, registry: Registry, options: { sha256?: string; path?: string } = {}) {
  const { path = folder.path('model.gguf'), ...rest } = options;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const result = await identifyFile(path, registry, { ...rest, places: places() });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.identity;
}

const base = (repository: string): Record<string, GgufInput> => ({
  'general.base_model.count': { u32: 1 },
  'general.base_model.0.repo_url': `https://huggingface.co/${repository}`,
});
const isSmall = { 'general.name': 'Small', 'general.organization': 'org' };

describe('what a file is', () => {
  it('is proven by the digest of all its bytes, whatever it says of itself', async () => {
    const registry = registryOf(await org({ files: [{ name: 'small.gguf', sha256: SHA }] }), model('org/Other', 'MIT'));
    expect(await identify(smallModel(), registry, { sha256: SHA })).toMatchObject({
      level: 'proven',
      resolved: 'org/Small',
      confidence: 1,
      conflicts: [],
    });
    const mislabelled = smallModel({ 'general.name': 'Other', 'general.license': 'mit' });
    const found = await identify(mislabelled, registry, { sha256: SHA });
    expect(found).toMatchObject({ level: 'proven', resolved: 'org/Small', ancestors: ['org/Small', 'org/Other'] });
    expect(found.conflicts).toHaveLength(2);
  });

  it('is consistent when all that can be compared agrees', async () => {
    expect(
      await identify(smallModel({ ...isSmall, 'general.license': 'apache-2.0' }), registryOf(await org())),
    ).toMatchObject({
      level: 'consistent',
      resolved: 'org/Small',
    });
  });

  it.each([
    ['architecture', { architecture: undefined }],
    ['size', { parameters: undefined }],
    ['vocabulary', { fingerprints: undefined }],
  ] as const)('is unknown when the registry cannot compare the %s', async (_, missing) => {
    const { [Object.keys(missing)[0] as 'architecture']: _removed, ...entry } = await org();
    const found = await identify(smallModel(isSmall), registryOf(entry));
    expect(found).toMatchObject({ level: 'unknown', resolved: null, ancestors: ['org/Small'] });
  });

  it.each([
    ['architecture', { architecture: 'qwen2' }],
    ['size', { parameters: 64 }],
    ['vocabulary', { fingerprints: { vocabulary: 'b'.repeat(64) } }],
    ['norms', { fingerprints: { norms: 'b'.repeat(64) } }],
  ] as const)('is contradicted by another %s', async (_, other) => {
    const found = await identify(smallModel(isSmall), registryOf(await org(other)));
    expect(found).toMatchObject({ level: 'contradicted', resolved: null, ancestors: ['org/Small'] });
    expect(found.conflicts).toHaveLength(1);
  });

  it('may have its embeddings stored a second time as its output', async () => {
    const matrix = (name: string, rows: number) => ({ name, shape: [8, rows], data: Buffer.alloc(8 * rows * 4) });
    const tensors = [matrix('token_embd.weight', 40), matrix('blk.0.ffn_up.weight', 10), matrix('output.weight', 40)];
    const bytes = writeGguf({
      metadata: { ...isSmall, 'general.architecture': 'llama', ...tokenizerMetadata(['a', 'b', 'c']) },
      tensors,
    });
    const { vocabulary } = await fingerprintsOf(bytes);
    const entry = (parameters: number) => org({ parameters, fingerprints: { vocabulary } });
    // Published with the matrix once, and twice; not without any.
    expect(await identify(bytes, registryOf(await entry(400)))).toMatchObject({ level: 'consistent' });
    expect(await identify(bytes, registryOf(await entry(720)))).toMatchObject({ level: 'consistent' });
    expect(await identify(bytes, registryOf(await entry(80)))).toMatchObject({ level: 'contradicted' });
  });

  it('is contradicted by a laxer licence label', async () => {
    const label = { ...isSmall, 'general.license': 'mit' };
    const found = await identify(smallModel(label), registryOf(await org({}, 'LicenseRef-NonCommercial')));
    expect(found).toMatchObject({ level: 'contradicted', claims: { license: 'mit' } });
    expect(found.conflicts[0]).toContain('LicenseRef-NonCommercial');
  });

  it('is contradicted by a base that the model does not have', async () => {
    const registry = registryOf(await org(), model('org/Base', 'MIT'));
    const found = await identify(smallModel({ ...isSmall, ...base('org/Base') }), registry);
    expect(found).toMatchObject({ level: 'contradicted', ancestors: ['org/Small', 'org/Base'] });
  });

  it('is consistent when it names as its base the base, or itself as a quantisation does', async () => {
    const entry = await org({ bases: [{ id: 'org/Base', relation: 'finetune' }] });
    const registry = registryOf(entry, model('org/Base', 'MIT'));
    for (const repository of ['org/Base', 'org/Small'])
      expect(await identify(smallModel({ ...isSmall, ...base(repository) }), registry)).toMatchObject({
        level: 'consistent',
      });
  });

  it('is related to the model whose norms it has, also without a name', async () => {
    const { norms } = await fingerprints(smallModel());
    const nameless = smallModel({ 'general.name': 'something of mine' });
    expect(await identify(nameless, registryOf(await org({ fingerprints: { norms } })))).toMatchObject({
      level: 'related',
      resolved: 'org/Small',
      ancestors: ['org/Small'],
    });
  });

  it('is related to the base it names', async () => {
    const found = await identify(
      smallModel({ 'general.name': 'Tuned', ...base('org/Small') }),
      registryOf(await org()),
    );
    expect(found).toMatchObject({ level: 'related', resolved: null, ancestors: ['org/Small'] });
    expect(found.claims.baseModels).toEqual(['org/Small']);
  });

  it('is not decided by a vocabulary', async () => {
    const found = await identify(smallModel({ 'general.name': 'mine' }), registryOf(await org()));
    expect(found).toMatchObject({ level: 'unknown', resolved: null, ancestors: [] });
    expect(found.signals.find((signal) => signal.signal === 'vocabulary')?.says).toContain('org/Small');
  });

  it('lists its build and its label also where it claims to be nothing that is known', async () => {
    const file = smallModel({ 'general.name': 'mine', 'general.license': 'mit' });
    const { signals } = await identify(file, registryOf(await org()));
    expect(signals.map(({ signal }) => signal)).toEqual([
      ...['norms', 'vocabulary', 'name', 'architecture', 'parameters', 'license'],
    ]);
    expect(signals.find(({ signal }) => signal === 'parameters')?.says).toContain('like org/Small');
  });

  it('is contradicted when it says that it was trained from scratch and carries a known family’s vocabulary', async () => {
    // The real vocabulary is not ours to commit: the digest of a made-up one stands in for it.
    const tokens = Array.from({ length: 9000 }, (_, index) => `token ${index}`);
    const digest = createHash('sha256');
    for (const token of tokens.slice(0, 8192)) digest.update(ggufString(token));
    vi.spyOn(VOCABULARY_FAMILIES, 'get').mockImplementation((key) =>
      key === digest.copy().digest('hex') ? 'Known' : undefined,
    );
    const metadata = (description: string) => ({
      ...tokenizerMetadata(tokens),
      'general.name': 'mine',
      'general.description': description,
    });
    const claims = await identify(writeGguf({ metadata: metadata('Trained from scratch') }), registryOf());
    expect(claims).toMatchObject({
      level: 'contradicted',
      conflicts: [expect.stringContaining('vocabulary of Known')],
    });
    const silent = await identify(writeGguf({ metadata: metadata('A model') }), registryOf());
    expect(silent).toMatchObject({ level: 'unknown', conflicts: [] });
    expect(silent.signals.find((signal) => signal.signal === 'vocabulary')?.says).toContain('Known');
    vi.restoreAllMocks();
  });

  it('follows the hub cache, but only the user’s own', async () => {
    const registry = registryOf(model('org/Small', 'Apache-2.0'));
    const inside = 'models--org--Small/snapshots/0123abc/model.gguf';
    expect(await identify(smallModel(), registry, { path: folder.path('hub', inside) })).toMatchObject({
      level: 'consistent',
      resolved: 'org/Small',
    });
    expect(await identify(smallModel(), registry, { path: folder.path('elsewhere', inside) })).toMatchObject({
      level: 'unknown',
    });
    const differs = registryOf(await org({ architecture: 'qwen2' }));
    expect(await identify(smallModel(), differs, { path: folder.path('hub', inside) })).toMatchObject({
      level: 'contradicted',
    });
  });

  it('is the revision that the hub cache has', async () => {
    const path = folder.path('hub', 'models--org--Small/snapshots/0123abc/model.gguf');
    expect(await identify(smallModel(), registryOf(model('org/Small', 'MIT')), { path })).toMatchObject({
      level: 'consistent',
      revision: '0123abc',
    });
  });

  it('is what any of its names in the Ollama store means', async () => {
    const digest = 'd'.repeat(64);
    const layer = { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}` };
    const tag = async (name: string) => {
      const manifest = folder.path('ollama/manifests/registry.ollama.ai/library', name);
      await mkdir(dirname(manifest), { recursive: true });
      await writeFile(manifest, JSON.stringify({ layers: [layer] }));
    };
    const path = folder.path('ollama/blobs', `sha256-${digest}`);
    const registry = registryOf(
      model('org/One', 'MIT', { aliases: { ollama: ['one:1b'] } }),
      model('org/Two', 'LicenseRef-NonCommercial', { aliases: { ollama: ['two:2b'] } }),
    );
    await tag('mine/latest');
    await tag('two/2b');
    expect(await identify(smallModel(), registry, { path })).toMatchObject({
      level: 'consistent',
      resolved: 'org/Two',
    });
    await tag('one/1b');
    const found = await identify(smallModel(), registry, { path });
    expect(found).toMatchObject({ level: 'contradicted', ancestors: ['org/One', 'org/Two'] });
    expect(found.conflicts[0]).toContain('org/One');
  });

  it('names a family where the name that it claims is one of several models', async () => {
    const registry = buildRegistry({
      version: 1,
      date: '2026-11-01',
      models: [model('org/One', 'MIT'), model('org/Two', 'MIT')],
      families: [{ id: 'Both', names: ['Both'], members: ['org/One', 'org/Two'] }],
    });
    const families = [{ name: 'Both', members: ['org/One', 'org/Two'] }];
    expect(await identify(smallModel({ 'general.name': 'Both' }), registry)).toMatchObject({
      level: 'unknown',
      resolved: null,
      families,
    });
    const tuned = smallModel({
      'general.name': 'mine',
      'general.base_model.count': { u32: 1 },
      'general.base_model.0.name': 'Both',
    });
    expect(await identify(tuned, registry)).toMatchObject({ level: 'unknown', families });
  });

  it('follows an Ollama manifest, unless the digest differs or the tag has moved', async () => {
    const manifest = folder.path('ollama/manifests/registry.ollama.ai/library/small/1b');
    await mkdir(dirname(manifest), { recursive: true });
    const layer = { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${SHA}` };
    await writeFile(manifest, JSON.stringify({ layers: [layer] }));
    const path = folder.path('ollama/blobs', `sha256-${SHA}`);
    const tagged = { aliases: { ollama: ['small:1b'] } };
    const registry = registryOf(model('org/Small', 'Apache-2.0', tagged));
    expect(await identify(smallModel(), registry, { path })).toMatchObject({
      level: 'consistent',
      resolved: 'org/Small',
    });
    expect(await identify(smallModel(), registry, { path, sha256: 'c'.repeat(64) })).toMatchObject({
      level: 'contradicted',
    });
    const moved = registryOf(model('org/Small', 'Apache-2.0', tagged), model('org/Newer', 'MIT', tagged));
    expect(await identify(smallModel(), moved, { path })).toMatchObject({
      level: 'unknown',
      resolved: null,
      ancestors: ['org/Small', 'org/Newer'],
    });
  });

  it('reads safetensors, too', async () => {
    const bytes = writeSafetensors(
      { w: { type: 'F32', shape: [1], data: Buffer.alloc(4) } },
      { base_model: ['org', 'Small'].join('/') },
    );
    expect(await identify(bytes, registryOf(await org()))).toMatchObject({
      level: 'related',
      ancestors: ['org/Small'],
    });
  });

  it('says of anything else what is wrong', async () => {
    const path = folder.path('readme.gguf');
    await writeFile(path, '# no model here');
    const result = await identifyFile(path, registryOf());
    expect(result).toMatchObject({ ok: false, problem: { kind: 'not-gguf' } });
  });
});
