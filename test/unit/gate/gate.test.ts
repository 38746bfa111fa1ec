import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { acceptedRisk } from '../../../src/gate/exception';
import { Gate, type GateProject, isAdmitted } from '../../../src/gate/gate';
import { checkStillJudged } from '../../../src/gate/stamp';
import type { ProjectFacts } from '../../../src/project/facts';
import { temporaryFolder } from '../../support/folder';
import { smallModel, tokenizerMetadata, writeGguf } from '../../support/gguf';
import { model, registryOf } from '../../support/registry';

const folder = temporaryFolder();
const facts: ProjectFacts = {
  kind: { value: 'commercial', from: 'default' },
  use: { value: 'assist', from: 'default' },
  license: { value: 'proprietary', from: 'default' },
};
const project: GateProject = { facts, policy: {}, trusted: true };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function written(name: string, bytes: Buffer) {
  const path = folder.path(name);
  await writeFile(path, bytes);
  return path;
}

function gate(registry = registryOf()) {
  return new Gate({
    registry,
    storageDir: folder.path('storage'),
    today: () => '2026-11-24',
    places: { hubCache: folder.path('hub'), ollama: folder.path('ollama') },
  });
}

function known(bytes: Buffer, more: Parameters<typeof model>[2] = {}, license = 'Apache-2.0') {
  return registryOf(model('org/Small', license, { files: [{ name: 'x', sha256: sha256(bytes) }], ...more }));
}

describe('the gate', () => {
  it('admits a known model and says by what', async () => {
    const bytes = smallModel();
    const path = await written('known.gguf', bytes);
    const fim = { order: 'suffix-prefix-middle', minConfidence: 0.3 } as const;
    const result = await gate(known(bytes, { fim })).admit({ path }, project);
    if (!result.ok) throw new Error('refused');
    expect(result.model).toMatchObject({ path, sha256: sha256(bytes), id: 'org/Small', verdict: 'allowed', fim });
    expect(isAdmitted(result.model)).toBe(true);
    expect(isAdmitted({ ...result.model } as AdmittedModel)).toBe(false);
    expect(await checkStillJudged(result.model)).toEqual({ ok: true });
    await appendFile(path, 'x');
    expect(await checkStillJudged(result.model)).toMatchObject({ ok: false });
  });

  it('refuses an unknown model until a written exception names its digest', async () => {
    const bytes = smallModel({ 'general.name': 'Mine' });
    const path = await written('mine.gguf', bytes);
    const refused = await gate().admit({ path }, project);
    expect(refused).toMatchObject({
      ok: false,
      kind: 'refused',
      explanation: { verdict: 'review' },
      acceptable: { sha256: sha256(bytes), name: 'Mine', path },
    });
    const exception = acceptedRisk({ sha256: sha256(bytes), reason: 'tried it', by: 'Ann', today: '2026-11-24' });
    expect(exception).toEqual({
      kind: 'accepted-risk',
      sha256: sha256(bytes),
      reason: 'tried it',
      by: 'Ann',
      date: '2026-11-24',
      expires: '2027-02-22',
    });
    const policy = { exceptions: [exception] };
    const admitted = await gate().admit({ path }, { ...project, policy });
    expect(admitted).toMatchObject({ ok: true, model: { id: null, name: 'Mine', verdict: 'conditional' } });
    const untrusted = await gate().admit({ path }, { ...project, policy, trusted: false });
    expect(untrusted).toMatchObject({ ok: false, kind: 'refused', acceptable: null });
  });

  it('offers no accepted risk for a denied model', async () => {
    const bytes = smallModel();
    const path = await written('denied.gguf', bytes);
    const result = await gate(known(bytes, {}, 'LicenseRef-NonCommercial')).admit({ path }, project);
    expect(result).toMatchObject({ ok: false, kind: 'refused', explanation: { verdict: 'denied' }, acceptable: null });
  });

  it('lets the stricter of two uses decide', async () => {
    const bytes = smallModel();
    const path = await written('uses.gguf', bytes);
    const toolOnly = gate(known(bytes, {}, 'LicenseRef-ToolOnly'));
    expect(await toolOnly.admit({ path }, project)).toMatchObject({ ok: true });
    expect(await toolOnly.admit({ path }, { ...project, extraUse: 'ship' })).toMatchObject({
      ok: false,
      kind: 'refused',
      explanation: { verdict: 'denied' },
    });
    const denied = gate(known(bytes, {}, 'LicenseRef-NonCommercial'));
    expect(await denied.admit({ path }, { ...project, extraUse: 'assist' })).toMatchObject({ ok: false });
  });

  const exceptFor = (bytes: Buffer): GateProject => ({
    ...project,
    policy: { exceptions: [acceptedRisk({ sha256: sha256(bytes), reason: 'r', by: 'b', today: '2026-11-24' })] },
  });

  it.each([
    ['prefix-suffix-middle where the file names all three tokens', smallModel(), 'prefix-suffix-middle'],
    [
      'nothing where it does not',
      smallModel({ ...tokenizerMetadata(['a', 'b']), 'tokenizer.ggml.fim_mid_token_id': { u32: 9 } }),
      undefined,
    ],
  ])('takes %s for an unknown model', async (_, bytes, order) => {
    const result = await gate().admit({ path: await written('fim.gguf', bytes) }, exceptFor(bytes));
    if (!result.ok) throw new Error('refused');
    expect(result.model.fim?.order).toBe(order);
    if (order !== undefined) expect(result.model.fim?.tokens?.middle).toBe('<|fim_middle|>');
  });

  it.each([
    ['a cut-off file', smallModel().subarray(0, 800), /cut off; fetch it again$/],
    ['a file that is no GGUF', Buffer.from('hello'), /no GGUF file/],
    ['a vocabulary', writeGguf({ metadata: tokenizerMetadata(['a']) }), /no weights/],
    ['one part of several', smallModel({ 'split.count': { u32: 3 } }), /--merge/],
    ['an adapter', smallModel({ 'general.type': 'adapter' }), /adapter/],
    ['an empty file', Buffer.alloc(0), /empty/],
  ])('calls %s unusable, in one line', async (_, bytes, message) => {
    const path = await written('unusable.gguf', bytes);
    const result = await gate().admit({ path }, project);
    if (result.ok || result.kind !== 'unusable') throw new Error('usable');
    expect(result.message).toMatch(message);
    expect(result.message.startsWith(`${path}: `)).toBe(true);
    expect(result.message).not.toContain('\n');
  });

  it('calls a missing file and a folder unusable', async () => {
    for (const path of [folder.path('nowhere.gguf'), folder.path()])
      expect(await gate().admit({ path }, project)).toMatchObject({ ok: false, kind: 'unusable' });
  });

  it('can be cancelled', async () => {
    const path = await written('cancelled.gguf', smallModel({ 'general.name': 'Cancelled' }));
    expect(await gate().admit({ path }, project, { signal: AbortSignal.abort() })).toEqual({
      ok: false,
      kind: 'cancelled',
    });
  });
});
