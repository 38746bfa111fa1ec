// node test/support/make-chat-model.mjs OUT.gguf
import { writeChatModel } from './chat-model.mjs';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node test/support/make-chat-model.mjs OUT.gguf');
  process.exitCode = 2;
} else {
  await writeChatModel(path);
}
