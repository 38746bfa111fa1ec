import { isPlainFile } from './plainFile';

/** Formats whose headers say something of the model. */
const readable = /\.(?:gguf|safetensors)$/i;
/** Formats that only their neighbours say something of: ONNX, PyTorch, TensorFlow, Keras, Flax, older ggml. */
const opaque =
  /\.(?:onnx|pth?|ckpt|tflite|keras|ggml|nemo)$|(?:^|\/)(?:(?:diffusion_)?pytorch_model|adapter_model|model|ggml|consolidated)[^/]*\.bin$|(?:^|\/)(?:tf_model|model)\.h5$|(?:^|\/)flax_model\.msgpack$/i;
/** Ollama's store keeps everything under digests, GGUF files and small texts alike. */
const blob = /(?:^|\/)blobs\/sha256-[0-9a-f]{64}$/;

/** True for names of files that may hold a model's weights; `isWeights` looks into those whose name alone does not tell. */
export function isModelFile(path: string): boolean {
  return !isPlainFile(path) && (readable.test(path) || opaque.test(path) || blob.test(path));
}

/** True for names of weights in a format that has no header which could be read here. */
export function isOpaqueModelFile(path: string): boolean {
  return !readable.test(path) && opaque.test(path);
}

/** Bytes of a file's beginning that `isWeights` and `lfsPointer` look at. */
export const HEAD_BYTES = 512;

const signs: readonly (readonly [at: number, bytes: string])[] = [
  [0, 'GGUF'],
  [0, 'PK\u0003\u0004'], // PyTorch since 1.6, Keras, NeMo
  [0, '\u0080\u0002'], // pickle: PyTorch before
  [0, '\u0080\u0003'],
  [0, '\u0080\u0004'],
  [0, '\u0089HDF'],
  [4, 'TFL3'],
  [0, 'lmgg'], // ggml and its successors before GGUF
  [0, 'fmgg'],
  [0, 'tjgg'],
  [257, 'ustar'], // NeMo, older PyTorch
];

/** False for a file that is called like weights and is something else: a path list of Python, a text in Ollama's store. */
export function isWeights(path: string, head: Buffer): boolean {
  if (readable.test(path)) return true;
  if (head.length === 0) return false;
  if (lfsPointer(head) !== null) return true;
  const begins = signs.some(([at, bytes]) => head.toString('latin1', at, at + bytes.length) === bytes);
  // ONNX and Flax are packed without a sign of their own: whatever is no text.
  return begins || (/\.(?:onnx|msgpack|bin)$/i.test(path) && !isText(head));
}

function isText(head: Buffer): boolean {
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** What Git LFS leaves in the place of a big file that was not fetched (https://git-lfs.com, spec v1): its digest and size. */
export function lfsPointer(head: Buffer): { readonly sha256: string } | null {
  const text = head.toString('latin1');
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return null;
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  return sha256 === undefined ? null : { sha256 };
}
