import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../formats/makeFolder';
import type { Verdict } from '../../licensing/verdict';

/** An accepted suggestion. Holds no code: the text is only its digest. */
export interface Insertion {
  /** ISO time. */
  readonly time: string;
  /** Relative to its project, with `/`. */
  readonly file: string;
  readonly project: string;
  /** 1-based. */
  readonly line: number;
  readonly characters: number;
  /** SHA-256 of the inserted text, line ends `\n`. */
  readonly textSha256: string;
  readonly model: string;
  readonly modelSha256: string;
  /** SPDX expression of the model's weights; null when there is none. */
  readonly license: string | null;
  readonly verdict: Verdict;
  /** Package whose code the suggestion repeats, with its version and the licence that it names; null when none. */
  readonly reference: string | null;
  readonly referenceLicense: string | null;
}

export type LedgerResult =
  | { readonly ok: true; readonly ledger: Ledger }
  /** One line for a person. */
  | { readonly ok: false; readonly message: string };

/** Entries that are kept; the oldest go first. */
const MOST = 100_000;

const TABLE = `
  CREATE TABLE IF NOT EXISTS insertion (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    file TEXT NOT NULL,
    project TEXT NOT NULL,
    line INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    textSha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    modelSha256 TEXT NOT NULL,
    license TEXT,
    verdict TEXT NOT NULL,
    reference TEXT,
    referenceLicense TEXT
  ) STRICT`;

const COLUMNS = [
  'time',
  'file',
  'project',
  'line',
  'characters',
  'textSha256',
  'model',
  'modelSha256',
  'license',
  'verdict',
  'reference',
  'referenceLicense',
] as const satisfies readonly (keyof Insertion)[];

/** Digest of a text for the ledger. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

type Database = InstanceType<typeof import('node:sqlite')['DatabaseSync']>;

/** What was accepted from which model, in a database on this machine that only its user can read. */
export class Ledger {
  private constructor(private readonly database: Database) {}

  /** Opens the ledger, and makes it first if need be. Says so where this Node has no SQLite or the file is none. */
  static async open(file: string): Promise<LedgerResult> {
    const sqlite = await import('node:sqlite').catch(() => null);
    if (sqlite === null) {
      const message = `The ledger needs Node 22.13 or later, and this is Node ${process.versions.node}: nothing is recorded.`;
      return { ok: false, message };
    }
    try {
      await makeFolder(dirname(file));
      const database = new sqlite.DatabaseSync(file);
      chmodSync(file, 0o600);
      // Several windows write to one ledger.
      database.exec('PRAGMA busy_timeout = 2000');
      database.exec('PRAGMA journal_mode = WAL');
      database.exec(TABLE);
      addNewColumns(database);
      return { ok: true, ledger: new Ledger(database) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, message: `${file} cannot be used as the ledger (${reason}): move it away and try again.` };
    }
  }

  add(insertion: Insertion): void {
    const marks = COLUMNS.map(() => '?').join(', ');
    const insert = this.database.prepare(`INSERT INTO insertion (${COLUMNS.join(', ')}) VALUES (${marks})`);
    insert.run(...COLUMNS.map((column) => insertion[column]));
    this.database.prepare('DELETE FROM insertion WHERE id <= (SELECT MAX(id) FROM insertion) - ?').run(MOST);
  }

  /** All entries, the oldest first. */
  all(): readonly Insertion[] {
    const rows = this.database.prepare(`SELECT ${COLUMNS.join(', ')} FROM insertion ORDER BY id`).all();
    return rows.flatMap((row) => readInsertion(row) ?? []);
  }

  close(): void {
    this.database.close();
  }
}

/** Ledgers of earlier versions lack what is recorded since. */
function addNewColumns(database: Database): void {
  const known = database.prepare('SELECT name FROM pragma_table_info(?)').all('insertion');
  const names = new Set(known.map(({ name }) => name));
  for (const column of ['reference', 'referenceLicense'] as const satisfies readonly (keyof Insertion)[]) {
    if (!names.has(column)) database.exec(`ALTER TABLE insertion ADD COLUMN ${column} TEXT`);
  }
}

/** A row as an insertion; null for one that this version did not write. */
function readInsertion(row: Readonly<Record<string, unknown>>): Insertion | null {
  const { time, file, project, line, characters, textSha256, model, modelSha256, license, verdict } = row;
  const { reference, referenceLicense } = row;
  const texts = [time, file, project, textSha256, model, modelSha256];
  if (!texts.every((value) => typeof value === 'string')) return null;
  if (typeof line !== 'number' || typeof characters !== 'number' || !isVerdict(verdict)) return null;
  return {
    time: String(time),
    file: String(file),
    project: String(project),
    line,
    characters,
    textSha256: String(textSha256),
    model: String(model),
    modelSha256: String(modelSha256),
    license: typeof license === 'string' ? license : null,
    verdict,
    reference: typeof reference === 'string' ? reference : null,
    referenceLicense: typeof referenceLicense === 'string' ? referenceLicense : null,
  };
}

function isVerdict(value: unknown): value is Verdict {
  return value === 'allowed' || value === 'conditional' || value === 'review' || value === 'denied';
}

/** The ledger as JSON, for the compliance report. */
export function ledgerJson(insertions: readonly Insertion[]): string {
  return `${JSON.stringify({ ledger: 'licit', insertions }, null, 2)}\n`;
}
