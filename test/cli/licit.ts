import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone that is tested. */
export const clone = fileURLToPath(new URL('../..', import.meta.url));
export const launcher = join(clone, 'bin/licit.mjs');

/** What Licit keeps for its next run, apart from what the person who runs the tests has. */
const storage = join(clone, '.cache/test/storage');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Which Node runs it; the one that runs the tests unless told. */
  readonly node?: string;
  /** Which copy of it runs; the clone's unless told. */
  readonly launcher?: string;
  /** Closes standard output after this many bytes, like `head`. */
  readonly readBytes?: number;
  /** An open file that standard output goes to. */
  readonly output?: number;
}

/** Runs the built command line as a user does. */
export function licit(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.node ?? process.execPath, [options.launcher ?? launcher, ...args], {
      cwd: options.cwd ?? clone,
      env: { ...process.env, XDG_CACHE_HOME: storage, LOCALAPPDATA: storage, ...options.env },
      stdio: ['ignore', options.output ?? 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (options.readBytes !== undefined && stdout.length >= options.readBytes) child.stdout?.destroy();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder with these files, which goes away with `remove`. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): {
  readonly path: string;
  remove(): void;
} {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'licit-cli-')));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
