import { type GgufFile, ggufText, readGguf } from '../formats/gguf';

/** Whether a model brings the template without which it cannot chat. */
export function canChat(gguf: GgufFile): boolean {
  return ggufText(gguf, 'tokenizer.chat_template') !== null;
}

/** The same of a file; false for one that cannot be read. */
export async function fileCanChat(path: string): Promise<boolean> {
  const gguf = await readGguf(path);
  return gguf.ok && canChat(gguf.value);
}
