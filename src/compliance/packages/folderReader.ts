import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { inRegularFile } from './regularFile';

export interface Entry {
  readonly name: string;
  isDirectory(): boolean;
}

/** Where files can be read by their paths, with `/`. */
export interface Folder {
  /** The text of a file of at most `limit` bytes; null when it is not there, larger, or not ours to read. */
  text(path: string, limit: number): Promise<string | null>;
  /** What lies in a folder, sorted; nothing where there is none. */
  list(path: string): Promise<readonly Entry[]>;
}

/** Reads below one folder: bounded, and never through a symbolic link out of it. Paths are relative to it, with `/`. */
export class FolderReader implements Folder {
  private constructor(
    /** Absolute. */
    readonly root: string,
  ) {}

  /** null where there is no such folder. */
  static async at(folder: string): Promise<FolderReader | null> {
    const real = await realpath(folder).catch(() => null);
    return real === null ? null : new FolderReader(real);
  }

  /** The text of a regular file of at most `limit` bytes; null when it is not there, larger, or not ours to read. */
  async text(path: string, limit: number): Promise<string | null> {
    const absolute = await this.inside(path);
    if (absolute === null) return null;
    return inRegularFile(absolute, async (file, size) => (size <= limit ? file.readFile('utf8') : null));
  }

  /** What lies in a folder, sorted; nothing where there is none. */
  async list(path: string): Promise<readonly Dirent[]> {
    const absolute = await this.inside(path);
    if (absolute === null) return [];
    const entries = await readdir(absolute, { withFileTypes: true }).catch(() => []);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Where a path leads in the end, relative to the folder; null where that is nowhere, or outside. */
  async real(path: string): Promise<string | null> {
    const absolute = await this.inside(path);
    return absolute === null ? null : relative(this.root, absolute).split(sep).join('/');
  }

  /** Where a path leads in the end; null where that is nowhere, or outside. */
  async inside(path: string): Promise<string | null> {
    const absolute = await realpath(join(this.root, path)).catch(() => null);
    if (absolute === null) return null;
    const from = relative(this.root, absolute);
    // Absolute: on another drive.
    return from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from) ? null : absolute;
  }
}
