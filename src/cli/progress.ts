import type { HashOptions } from '../formats/hash';
import type { Terminal } from './command';

/** What is done within this time needs no line about it. Milliseconds. */
const quietMs = 500;

/** One line on standard error that is written over; nothing where nobody watches. Call `end` before other output. */
export function progressLine(terminal: Terminal): { show(text: string): void; end(): void } {
  let shown = false;
  const started = Date.now();
  return {
    show: (text) => {
      if (!terminal.errorIsTerminal || Date.now() - started < quietMs) return;
      shown = true;
      terminal.remark(`\r\u001b[K${text.slice(0, 100)}`);
    },
    end: () => {
      if (shown) terminal.remark('\r\u001b[K');
      shown = false;
    },
  };
}

/** Progress and cancellation of reading a big file whole. */
export function hashProgress(terminal: Terminal, file: string): HashOptions {
  const line = progressLine(terminal);
  return {
    signal: terminal.signal,
    onProgress: (share) => {
      if (share >= 1) line.end();
      else line.show(`Reading ${file}: ${Math.floor(share * 100)} %`);
    },
  };
}
