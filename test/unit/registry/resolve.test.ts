import { describe, expect, it } from 'vitest';
import { buildRegistry } from '../../../src/registry/registry';
import type { Resolution } from '../../../src/registry/resolve';
import { HUB, NONCOMMERCIAL_DATA, RESEARCH_MODEL } from '../../fixtures/ids';
import { dataset, evidence, model } from '../licensing/world';

const registry = buildRegistry({
  version: 1,
  date: '2026-11-01',
  models: [
    model('Qwen/Qwen2.5-Coder-7B', 'Apache-2.0', {
      name: 'Qwen2.5-Coder 7B',
      aliases: { ollama: ['qwen2.5-coder:7b', 'qwen2.5-coder:latest'] },
    }),
    model(RESEARCH_MODEL, 'LicenseRef-Research', {
      name: 'Qwen2.5-Coder 3B',
      aliases: { ollama: ['qwen2.5-coder:3b'] },
    }),
    model('codellama/CodeLlama-7b-hf', 'LicenseRef-Llama', {
      name: 'Code Llama 7B',
      aliases: { hub: ['meta-llama/CodeLlama-7b-hf'], github: ['meta-llama/codellama'] },
    }),
    model('codellama/CodeLlama-13b-hf', 'LicenseRef-Llama', {
      name: 'Code Llama 13B',
      aliases: { github: ['meta-llama/codellama'] },
    }),
    model('meta-llama/Llama-3.1-8B-Instruct', 'LicenseRef-Llama', {
      name: 'Llama 3.1 8B Instruct',
      aliases: { hub: ['meta-llama/Meta-Llama-3.1-8B-Instruct'] },
    }),
    model('old/moved', 'MIT', { name: 'Moved One', aliases: { ollama: ['moving:1b'] } }),
    model('new/moved-2', 'MIT', { name: 'Moved Two', aliases: { ollama: ['moving:1b'] } }),
    model('one/Twin', 'MIT', { name: 'First Twin' }),
    model('two/Twin', 'MIT', { name: 'Second Twin' }),
    model('GPT-4', null, { availability: 'closed', aliases: { names: ['gpt-4-0613'] } }),
    model('LLaMA', 'LicenseRef-Research', { aliases: { names: ['LLaMA 1'] } }),
  ],
  datasets: [
    dataset(NONCOMMERCIAL_DATA, 'CC-BY-NC-4.0', { name: 'Alpaca 52K data', aliases: { names: ['alpaca_data'] } }),
  ],
  families: [
    { id: 'Qwen2.5-Coder', names: ['Qwen2.5-Coder'], members: ['Qwen/Qwen2.5-Coder-7B', RESEARCH_MODEL] },
    { id: 'HuaTuo', names: ['HuaTuo', '華駝'], members: ['old/moved'] },
  ],
  software: [{ id: 'nanoGPT', names: ['nanoGPT', 'karpathy/nanoGPT'], license: { license: 'MIT', evidence } }],
  scoreSources: [
    { id: 'C-Eval', names: ['C-Eval'], url: 'https://example.org', license: { license: 'CC-BY-NC-SA-4.0', evidence } },
  ],
});

/** What a resolution means, in a word. */
function said(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'model':
      return `${resolution.model.id}${resolution.revision === undefined ? '' : `@${resolution.revision}`} ${resolution.by}`;
    case 'tag':
      return `tag ${resolution.models.map((each) => each.id).join(' ')}`;
    case 'ambiguous':
      return `one of ${resolution.candidates.map((each) => each.id).join(' ')}`;
    case 'family':
      return `family ${resolution.family.id} of ${resolution.members.length}`;
    case 'dataset':
      return `data ${resolution.dataset.id}${resolution.revision === undefined ? '' : `@${resolution.revision}`}`;
    case 'software':
      return `software ${resolution.software.id}`;
    case 'scoreSource':
      return `scores ${resolution.scoreSource.id}`;
    case 'unknown':
      return 'unknown';
  }
}

const coder = 'Qwen/Qwen2.5-Coder-7B';
const twins = 'one of one/Twin two/Twin';

describe('what a reference means', () => {
  it.each([
    // Hub ids, in every spelling.
    ['Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['qwen/qwen2.5-coder-7b', `${coder} id`],
    ['  Qwen/Qwen2.5-Coder-7B  ', `${coder} id`],
    ['https://huggingface.co/Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['HTTPS://HuggingFace.co/Qwen/Qwen2.5-Coder-7B/', `${coder} id`],
    ['huggingface.co/Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['hf.co/Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['hf://Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['https://huggingface.co/Qwen/Qwen2.5-Coder-7B?library=transformers#usage', `${coder} id`],
    ['https://huggingface.co/Qwen/Qwen2.5-Coder-7B/discussions/5', `${coder} id`],
    ['https://modelscope.cn/models/Qwen/Qwen2.5-Coder-7B', `${coder} id`],
    ['meta-llama/CodeLlama-7b-hf', 'codellama/CodeLlama-7b-hf reupload'],
    ['meta-llama/Meta-Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B-Instruct id'],
    // Revisions.
    ['Qwen/Qwen2.5-Coder-7B@abc123', `${coder}@abc123 id`],
    ['https://huggingface.co/Qwen/Qwen2.5-Coder-7B/tree/abc123', `${coder}@abc123 id`],
    ['Qwen/Qwen2.5-Coder-7B/tree/refs%2Fpr%2F6', `${coder}@refs/pr/6 id`],
    ['https://huggingface.co/Qwen/Qwen2.5-Coder-7B/resolve/main/model.safetensors?download=true', `${coder}@main id`],
    ['Qwen/Qwen2.5-Coder-7B/tree/%', `${coder}@% id`],
    // Formats and re-uploads.
    ['Qwen/Qwen2.5-Coder-7B-GGUF', `${coder} quantized`],
    ['Qwen/Qwen2.5-Coder-7B-GGUF:Q4_K_M', `${coder} quantized`],
    ['hf.co/bartowski/Qwen2.5-Coder-7B-GGUF:Q4_K_M', `${coder} reupload`],
    ['bartowski/Qwen_Qwen2.5-Coder-7B-GGUF', `${coder} reupload`],
    ['TheBloke/CodeLlama-7B-GGUF', 'codellama/CodeLlama-7b-hf reupload'],
    ['Xenova/CodeLlama-7B-ONNX', 'codellama/CodeLlama-7b-hf reupload'],
    ['AI-ModelScope/CodeLlama-7b-hf', 'codellama/CodeLlama-7b-hf reupload'],
    ['unsloth/Qwen2.5-Coder-7B-bnb-4bit', `${coder} reupload`],
    ['mlx-community/Qwen2.5-Coder-7B-4bit', `${coder} reupload`],
    ['mlc-ai/Qwen2.5-Coder-7B-q4f16_1-MLC', `${coder} reupload`],
    ['mlc-ai/Qwen2.5-Coder-7B-q0f32-MLC', `${coder} reupload`],
    ['turboderp/Qwen2.5-Coder-7B-exl3', `${coder} reupload`],
    ['RedHatAI/Qwen2.5-Coder-7B-quantized.w4a16', `${coder} reupload`],
    ['OpenVINO/Qwen2.5-Coder-7B-int4-ov', `${coder} reupload`],
    ['mradermacher/Meta-Llama-3.1-8B-Instruct-i1-GGUF', 'meta-llama/Llama-3.1-8B-Instruct reupload'],
    ['TheBloke/Twin-GGUF', twins],
    ['TheBloke/Nothing-GGUF', 'unknown'],
    // Only looks like a known one.
    ['somebody/Qwen2.5-Coder-7B', 'unknown'],
    ['somebody/Qwen2.5-Coder-7B-GGUF', 'unknown'],
    ['Qwen/Qwen2.5-Coder-7B-Abliterated', 'unknown'],
    ['Qwen/Qwen2.5-Coder-77B', 'unknown'],
    ['https://example.org/Qwen/Qwen2.5-Coder-7B', 'unknown'],
    ['', 'unknown'],
    ['/', 'unknown'],
    [':', 'unknown'],
    // Ollama.
    ['qwen2.5-coder:7b', `${coder} tag`],
    ['qwen2.5-coder:7b-q4_K_M', `${coder} tag`],
    ['ollama.com/library/qwen2.5-coder:7b', `${coder} tag`],
    ['https://ollama.com/library/qwen2.5-coder', `${coder} tag`],
    ['ollama://qwen2.5-coder:3b', 'Qwen/Qwen2.5-Coder-3B tag'],
    ['qwen2.5-coder:latest', `${coder} tag`],
    ['library/qwen2.5-coder:latest', `${coder} tag`],
    ['ollama/qwen2.5-coder:7b', `${coder} tag`],
    ['qwen2.5-coder:99b', 'one of Qwen/Qwen2.5-Coder-7B Qwen/Qwen2.5-Coder-3B'],
    ['moving:1b', 'tag old/moved new/moved-2'],
    ['moving:1b-q8_0', 'tag old/moved new/moved-2'],
    // Names.
    ['qwen2.5-CODER', 'family Qwen2.5-Coder of 2'],
    ['Qwen2.5 Coder', 'family Qwen2.5-Coder of 2'],
    ['gpt 4', 'GPT-4 name'],
    ['GPT4', 'GPT-4 name'],
    ['gpt 4o', 'unknown'],
    ['Qwen 2.5 Coder', 'family Qwen2.5-Coder of 2'],
    ['qwen 2.5-coder 7b', `${coder} name`],
    ['CodeLlama 70B', 'unknown'],
    ['Code_Llama-7B', 'codellama/CodeLlama-7b-hf name'],
    ['openai/gpt-4', 'GPT-4 name'],
    ['openrouter/openai/gpt-4-0613', 'GPT-4 name'],
    ['openai.gpt-4-0613-v1:0', 'GPT-4 name'],
    ['us.openai.gpt-4', 'GPT-4 name'],
    ['bedrock/eu.openai.gpt-4-v1:0', 'GPT-4 name'],
    ['openai.gpt-4-v1:0:200k', 'GPT-4 name'],
    ['somebody.gpt-4-v1:0', 'unknown'],
    ['openai.LLaMA', 'unknown'],
    ['somebody/gpt-4', 'unknown'],
    ['openai/LLaMA', 'unknown'],
    ['Qwen2.5-Coder-7B', `${coder} name`],
    ['qwen2.5-coder-7b-q8_0.gguf', `${coder} name`],
    ['Code  Llama\u00a07B', 'codellama/CodeLlama-7b-hf name'],
    ['Twin', twins],
    ['gpt-4', 'GPT-4 id'],
    ['GPT-4-0613', 'GPT-4 name'],
    ['GPT-4o', 'unknown'],
    ['llama', 'LLaMA id'],
    ['華駝', 'family HuaTuo of 1'],
    ['https://github.com/meta-llama/codellama', 'one of codellama/CodeLlama-7b-hf codellama/CodeLlama-13b-hf'],
    ['https://github.com/karpathy/nanoGPT.git', 'software nanoGPT'],
    ['nanogpt', 'software nanoGPT'],
    ['c-eval', 'scores C-Eval'],
    // Data.
    [NONCOMMERCIAL_DATA, 'data tatsu-lab/alpaca'],
    ['datasets/tatsu-lab/alpaca', 'data tatsu-lab/alpaca'],
    [`https://huggingface.co/datasets/${NONCOMMERCIAL_DATA}/tree/abc`, 'data tatsu-lab/alpaca@abc'],
    ['datasets/Qwen/Qwen2.5-Coder-7B', 'unknown'],
    ['alpaca_data', 'data tatsu-lab/alpaca'],
  ])('%j: %s', (reference, expected) => {
    expect(said(registry.resolve(reference))).toBe(expected);
  });

  it.each([
    [`${HUB}/some/thing`, 'some/thing'],
    [`${HUB.replace('huggingface', 'hf')}/some/thing:Q4_K_M`, 'some/thing'],
    ['some/thing@abc', 'some/thing'],
    ['something:7b', 'something:7b'],
    [`${HUB}/datasets/some/set`, 'some/set'],
    ['  My Model ', 'My Model'],
    ['https://example.org/x', 'https://example.org/x'],
  ])('names the unknown %s by its id', (reference, expected) => {
    expect(registry.resolve(reference)).toMatchObject({ kind: 'unknown', reference: expected });
  });

  it('survives any text', () => {
    for (const text of [
      'a'.repeat(100_000),
      '@'.repeat(5000),
      ':/'.repeat(5000),
      '\u0000',
      '../../etc/passwd',
      '%%%',
      'hf:',
    ])
      expect(['unknown', 'ambiguous']).toContain(registry.resolve(text).kind);
  });
});

describe('a registry that is laid over ours', () => {
  const over = buildRegistry(
    { version: 1, date: '2026-11-01', models: [model('org/a', 'MIT'), model('org/b', 'MIT')] },
    {
      name: 'ours',
      file: { version: 1, date: '2026-11-20', models: [model('org/b', 'GPL-3.0-only'), model('org/c', 'MIT')] },
    },
  );
  it('adds and corrects, and knows what is its own', () => {
    expect(over.models.map((each) => `${each.id} ${each.weights.license} ${over.overlaid(each.id)}`)).toEqual([
      'org/a MIT false',
      'org/b GPL-3.0-only true',
      'org/c MIT true',
    ]);
    expect(over.overlay).toEqual({ name: 'ours', date: '2026-11-20' });
    expect(said(over.resolve('org/c'))).toBe('org/c id');
  });
});
