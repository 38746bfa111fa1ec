import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, ProjectChange } from '../../engine/engine';
import type { AdmittedModel } from '../../gate/admitted';
import { isSecretsFile } from '../../project/secretsFile';
import { excluded } from '../asking/excluded';
import { DEFAULTS } from '../defaults';
import { EditedLines, withoutHalfLines } from './editedLines';
import { sameLanguage } from './languages';
import { nearestFiles } from './nearestFiles';

/** Larger files are data. Bytes. */
const LARGEST = 300_000;
const LONGEST_LINE = 1000;
/** How long the list of the nearest files and their stamps hold, unless something is reported. Milliseconds. */
const FRESH_MS = 10_000;
/** Slow disks get so long; what was read until then counts. Milliseconds. */
const LONGEST_MS = 10_000;

/** A file as it stands in an editor, newer than on disk. */
export interface UnsavedFile {
  /** Tells this text from an earlier one. */
  readonly stamp: string;
  readonly text: () => string;
}

/** What an editor knows of a project beside what is on disk. */
export interface ProjectEditor {
  /** The file of this whole path, where it was edited and not saved. */
  readonly unsaved?: (path: string) => UnsavedFile | null;
  /** What the user excludes, as in a `.gitignore`. */
  readonly excludes?: () => readonly string[];
}

interface Known {
  /** Size and time of last change. */
  readonly stamp: string;
}

/**
 * Keeps the engine's n-gram cache supplied with one project's files: the nearest to the one being edited, as they are on disk or,
 * not yet saved, in an editor. Holds no text itself, but for the line of a file that was edited last.
 */
export class ProjectMemory {
  private told = new Map<string, Known>();
  private toldModel = '';
  private checked = { file: '', at: 0 };
  private running: Promise<void> | null = null;
  private readonly lines = new EditedLines();

  /** `root`: the project's folder. */
  constructor(
    private readonly root: string,
    private readonly editor: ProjectEditor = {},
  ) {}

  /** Documents that the engine was told of. */
  get documents(): number {
    return this.told.size;
  }

  /** Whether the project was read to the end for the model that was asked last. */
  get read(): boolean {
    return this.checked.at > 0 || this.told.size > 0;
  }

  /** The name under which the engine knows a file of this project. */
  name(path: string): string {
    return join(this.root, path);
  }

  /** A file of this project was edited, by its whole path: the line of the last change, counted from 0, and its text after it. */
  edited(file: string, line: number, text: string): void {
    this.lines.edited(file, line, text);
  }

  /** A file was written, made, moved or deleted: the next completion looks again. */
  changed(): void {
    this.checked = { file: '', at: 0 };
  }

  /** The engine holds fewer documents than it was told: its worker is a new one. */
  heard(documents: number): void {
    if (documents < this.told.size) this.forget();
  }

  /**
   * Tells the engine what it does not know yet of the files near `path`. Goes on when the completion that asked for it is
   * cancelled, as the next one needs it too. Never throws; what cannot be read is left out.
   */
  async prepare(engine: Engine, model: AdmittedModel, path: string): Promise<void> {
    if (this.toldModel !== model.sha256) this.forget();
    this.toldModel = model.sha256;
    if (this.checked.file === path && Date.now() - this.checked.at < FRESH_MS) return;
    // One at a time; a request that comes meanwhile waits for the one that runs.
    this.running ??= this.tell(engine, model, path, AbortSignal.timeout(LONGEST_MS)).finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** The project was closed: its documents leave the engine. */
  async leave(engine: Engine, model: AdmittedModel): Promise<void> {
    const drop = [...this.told.keys()];
    this.forget();
    if (drop.length > 0) await engine.remember(model, { put: [], drop }, AbortSignal.timeout(LONGEST_MS));
  }

  private forget(): void {
    this.told = new Map();
    this.changed();
  }

  private async tell(engine: Engine, model: AdmittedModel, path: string, signal: AbortSignal): Promise<void> {
    const isAlike = sameLanguage(path);
    const excludes = this.editor.excludes?.() ?? [];
    const accepts = (file: string) => isAlike(file) && !isSecretsFile(file) && !excluded(file, excludes);
    const near = await nearestFiles(this.root, path, { limit: DEFAULTS.nearFiles, accepts, signal });
    const now = new Map<string, Known>();
    const put: { path: string; text: string }[] = [];
    // The farthest first: where the engine runs out of room, the oldest goes.
    for (const file of [...near].reverse()) {
      const name = this.name(file);
      const unsaved = this.editor.unsaved?.(name);
      const stamp = signal.aborted ? null : (unsaved?.stamp ?? (await stampOf(name)));
      if (stamp === null) continue;
      if (this.told.get(name)?.stamp !== stamp) {
        const text = code(
          unsaved === undefined || unsaved === null ? await contentOf(name) : await left(name, unsaved),
        );
        if (text === null) continue;
        put.push({ path: name, text: this.lines.without(name, text) });
      }
      now.set(name, { stamp });
    }
    const drop = [...this.told.keys()].filter((name) => !now.has(name));
    const change: ProjectChange = { put, drop };
    if (put.length > 0 || drop.length > 0) {
      const answer = await engine.remember(model, change, signal);
      if (!answer.ok) return;
    }
    this.told = now;
    this.checked = { file: path, at: Date.now() };
  }
}

/** Null for what is no file, or too large. */
async function stampOf(path: string): Promise<string | null> {
  const info = await stat(path).catch(() => null);
  return info === null || !info.isFile() || info.size > LARGEST ? null : `${info.size}:${info.mtimeMs}`;
}

/** What an editor holds of a file, without the lines in the middle of which somebody stopped. */
async function left(name: string, unsaved: UnsavedFile): Promise<string> {
  const text = unsaved.text();
  return text.length > LARGEST ? text : withoutHalfLines(text, await contentOf(name));
}

async function contentOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** The text of a file that a person wrote; null for data, and for what could not be read. */
function code(text: string | null): string | null {
  if (text === null || text.length > LARGEST || text.includes('\ufffd') || text.includes('\0')) return null;
  return text.split('\n').some((line) => line.length > LONGEST_LINE) ? null : text;
}
