import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Formats whose headers say something of the model. */
const readable = /\.(?:gguf|safetensors)$/i;
/** Formats that only their neighbours say something of: ONNX, PyTorch, TensorFlow Lite, Keras, older ggml. */
const opaque =
  /\.(?:onnx|pth?|ckpt|tflite|keras|ggml)$|(?:^|\/)(?:pytorch_model|adapter_model|model|ggml|consolidated)[^/]*\.bin$/i;

/** True for names of files that hold a model's weights. */
export function isModelFile(path: string): boolean {
  return readable.test(path) || opaque.test(path);
}

/** True for names of weights in a format that has no header that could be read here. */
export function isOpaqueModelFile(path: string): boolean {
  return !readable.test(path) && opaque.test(path);
}

const sideFileLimit = 1024 * 1024;

/** What the files beside some weights say that they were made from or are: `config.json`, `adapter_config.json`. */
export async function namedBeside(absolute: string): Promise<readonly string[]> {
  const folder = dirname(absolute);
  const named = await Promise.all([
    readName(join(folder, 'adapter_config.json'), 'base_model_name_or_path'),
    readName(join(folder, 'config.json'), '_name_or_path'),
  ]);
  return [...new Set(named.filter((name) => name !== null))];
}

async function readName(path: string, key: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > sideFileLimit) return null;
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const name: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : null;
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null; // not there, or no JSON: it says nothing
  }
}
