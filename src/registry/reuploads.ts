/** Accounts that publish other people's models, in other formats or on another hub, under names that follow from the original's. In lower case. */
export const REUPLOADERS: ReadonlySet<string> = new Set([
  'bartowski',
  'casperhansen',
  'dranger003',
  'ggml-org',
  'hugging-quants',
  'lmstudio-community',
  'lmstudio-ai',
  'lonestriker',
  'maziyarpanahi',
  'mlc-ai',
  'mlx-community',
  'mradermacher',
  'neuralmagic',
  'openvino',
  'quantfactory',
  'redhatai',
  'second-state',
  'thebloke',
  'onnx-community',
  'tensorblock',
  'turboderp',
  'unsloth',
  'xenova',
  'ai', // Docker Hub's model namespace
  'ai-modelscope', // ModelScope's copies of what others have on Hugging Face
  'llm-research',
]);

const mark = [
  'gguf|ggml|awq|gptq|exl[23]|mlx|mlc|onnx|ov|hf|imatrix|i1|bnb|unsloth|dynamic|dwq|quantized',
  'int4|int8|fp8|fp16|bf16|f16|f32|nf4|[2-8]-?bits?|w\\d+a\\d+',
  'i?q\\d(?:_[a-z0-9]+)*|q\\d+f\\d+(?:_\\d)?',
].join('|');
const suffix = new RegExp(`[-._](?:${mark})$`, 'i');
const whole = new RegExp(`^(?:${mark})$`, 'i');

/** True when the account is known to re-upload other people's models. */
export function isReuploader(account: string): boolean {
  return REUPLOADERS.has(account.toLowerCase());
}

/** A repository's or file's name without the marks of format and quantisation, least stripped first; the name itself is not among them. */
export function unquantized(name: string): readonly string[] {
  const stripped: string[] = [];
  for (let rest = name; ; ) {
    const shorter = rest.replace(suffix, '');
    if (shorter === rest || shorter === '') return stripped;
    stripped.push(shorter);
    rest = shorter;
  }
}

/** True when what stands behind a colon says how the weights are stored, not which model it is. */
export function isQuantization(tag: string): boolean {
  return whole.test(tag);
}
