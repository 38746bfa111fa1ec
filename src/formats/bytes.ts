import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Something that can be read at any place. Bounded readers take this, so that tests can hand them memory. */
export interface ByteSource {
  readonly size: number;
  /** Fills as much of `into` as there is from `position` on; returns how many bytes that was. */
  read(into: Uint8Array, position: number): Promise<number>;
}

/** What a reader says of a file that it cannot take. */
export type FileProblemKind = 'not-gguf' | 'not-safetensors' | 'truncated' | 'unreadable' | 'malformed';

export interface FileProblem {
  readonly kind: FileProblemKind;
  /** One line: what is wrong and what to do. Does not name the file; who asks puts that in front. */
  readonly message: string;
}

export type FileResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FileProblem };

/** Thrown inside a reader, turned into a `FileResult` where the reader is entered. */
export class BadFile extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.message);
  }
}

/** Runs a reader; what it says of the file, and what the file system says, become values. */
export async function asResult<T>(read: () => Promise<T>): Promise<FileResult<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof BadFile) return { ok: false, problem: error.problem };
    const message = systemMessage(error);
    if (message === null) throw error;
    return { ok: false, problem: { kind: 'unreadable', message } };
  }
}

const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  ENOTDIR: 'there is no such file; check the path',
  EACCES: 'the file may not be read; check its permissions',
  EPERM: 'the file may not be read; check its permissions',
  EISDIR: 'this is a folder; name a file in it',
  ELOOP: 'the link leads to itself; name the file itself',
  EMFILE: 'too many files are open; close some programs and try again',
  ENAMETOOLONG: 'the path is too long; check it',
};

/** A line for a failed file operation; null when the error is not the file system's. */
export function systemMessage(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  if (!('syscall' in error)) return null;
  return SYSTEM_MESSAGES[error.code] ?? `the file could not be read (${error.code})`;
}

/** An open regular file. */
export class FileSource implements ByteSource {
  private constructor(
    readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** Opens a regular file; throws `BadFile` for anything else. Never waits on a pipe or a device. */
  static async open(path: string): Promise<FileSource> {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) throw new BadFile({ kind: 'unreadable', message: 'this is a folder; name a file in it' });
      if (!stat.isFile())
        throw new BadFile({ kind: 'unreadable', message: 'this is not a regular file; name a file on disk' });
      return new FileSource(handle, stat.size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Opens, reads, closes. */
export async function withFile<T>(path: string, read: (source: FileSource) => Promise<T>): Promise<FileResult<T>> {
  return asResult(async () => {
    const source = await FileSource.open(path);
    try {
      return await read(source);
    } finally {
      await source.close();
    }
  });
}
