import { createWriteStream, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { version } from '../../package.json';
import { type Baseline, compareWith, readBaseline } from '../compliance/baseline';
import { type CheckOutcome, folderProblem, runCheck } from '../compliance/check';
import { formatText } from '../compliance/formats/text';
import { REPORT_FORMATS, writeReport } from '../compliance/formats/write';
import type { CheckReport } from '../compliance/report';
import type { ScanProgress } from '../compliance/scan';
import { decodeText } from '../compliance/text/textFile';
import { isWithin } from '../compliance/walk';
import { systemMessage } from '../formats/bytes';
import { DigestStore } from '../gate/digests';
import type { ExplainSetting } from '../gate/explain';
import { compareVerdicts } from '../licensing/verdict';
import { cannot, defineCommand, type Terminal } from './command';
import { buildId, packageFile, storageDir } from './installation';
import { progressLine } from './progress';
import { buildTime, openProject, type ProjectValues, projectOptions } from './projectOptions';

const thresholds = ['denied', 'review', 'conditional', 'never'] as const;

export const check = defineCommand({
  name: 'check',
  summary: 'Find the models, data sets and packages of a folder and judge them.',
  positionals: { usage: '[DIR]', minimum: 0, maximum: 1 },
  options: {
    format: { kind: 'choice', choices: REPORT_FORMATS, describe: 'How the report is written; text unless told.' },
    json: { kind: 'flag', describe: 'The same as --format json.' },
    output: { kind: 'text', value: 'FILE', describe: 'Write the report there instead of to standard output.' },
    'fail-on': {
      kind: 'choice',
      choices: thresholds,
      describe: 'Exit with 1 from this verdict on; denied unless told.',
    },
    baseline: {
      kind: 'text',
      value: 'FILE',
      describe: 'An earlier JSON report: only what is new counts for the exit code.',
    },
    ...projectOptions,
  },
  run: async (values, [dir = '.'], terminal) => {
    const root = resolve(terminal.cwd, dir);
    if (values.json === true && values.format !== undefined && values.format !== 'json') {
      return cannot(`--json and --format ${values.format} exclude each other`);
    }
    const problem = await folderProblem(root);
    if (problem !== null) return cannot(`${dir}: ${problem}`);
    const opened = openProject(values, root, 'by-place', terminal);
    if (!opened.ok) return cannot(opened.message);
    const baseline =
      values.baseline === undefined
        ? null
        : await openBaseline(resolve(terminal.cwd, values.baseline), values.baseline);
    if (typeof baseline === 'string') return cannot(baseline);
    const outcome = await checkFolder(root, opened.setting, terminal, ownPlaces(root, values, terminal));
    if (!outcome.ok) return cannot(outcome.kind === 'unreadable' ? `${dir}: ${outcome.message}` : outcome.message);
    const report = baseline === null ? outcome.report : compareWith(outcome.report, baseline);
    const format = values.format ?? (values.json === true ? 'json' : 'text');
    const pieces = await writeReport(report, format, {
      folder: dir,
      root,
      registry: opened.setting.registry,
      time: buildTime(terminal),
      colours: values.output === undefined && wantsColours(terminal),
      version,
    });
    if (values.output === undefined) await terminal.writeAll(pieces);
    else {
      const problem = await save(resolve(terminal.cwd, values.output), pieces);
      if (problem !== null) return cannot(`${values.output}: ${problem}`);
    }
    return { code: fails(report, values['fail-on'] ?? 'denied') ? 1 : 0 };
  },
});

/** What this run reads, writes or runs from beside the folder's own files. */
function ownPlaces(
  root: string,
  values: { policy?: string; registry?: string; baseline?: string; output?: string },
  terminal: Terminal,
): string[] {
  const files = [values.policy, values.registry, values.baseline, values.output].flatMap((file) =>
    file === undefined ? [] : [realPlace(resolve(terminal.cwd, file))],
  );
  const program = realPlace(packageFile('.'));
  const top = realPlace(root);
  // Unpacked in the folder, as docs/ci.md proposes. Who checks the program itself means it.
  return program !== top && isWithin(top, program) ? [...files, program] : files;
}

/** A path without symbolic links; of a file that is yet to be written, its folder's. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPlace(folder), basename(path));
  }
}

async function checkFolder(
  root: string,
  setting: ExplainSetting,
  terminal: Terminal,
  ownFiles: readonly string[],
): Promise<CheckOutcome> {
  const progress = progressLine(terminal);
  const storage = storageDir(terminal);
  const digests = new DigestStore(storage, (notice) => terminal.remark(`${notice.message}\n`));
  const onProgress = ({ files, file, share }: ScanProgress) =>
    progress.show(share === undefined ? `${files} files: ${file}` : `Reading ${file}: ${Math.floor(share * 100)} %`);
  const cache = { folder: join(storage, 'checks'), version: buildId };
  const helper = packageFile('dist/lookWorker.mjs');
  const outcome = await runCheck(root, { ...setting, digests, onProgress, ownFiles, cache, helper }, terminal.signal);
  progress.end();
  return outcome;
}

/** The text report of a folder, or the line that says why there is none. */
export async function checkText(root: string, values: ProjectValues, terminal: Terminal): Promise<string> {
  const opened = openProject(values, root, 'by-place', terminal);
  if (!opened.ok) return opened.message;
  const outcome = await checkFolder(root, opened.setting, terminal, ownPlaces(root, values, terminal));
  return outcome.ok ? formatText(outcome.report, { folder: basename(root), colours: false }) : outcome.message;
}

function wantsColours(terminal: Terminal): boolean {
  return terminal.outputIsTerminal && terminal.env.NO_COLOR === undefined && terminal.env.TERM !== 'dumb';
}

async function save(file: string, pieces: Iterable<string>): Promise<string | null> {
  try {
    await pipeline(Readable.from(pieces), createWriteStream(file));
    return null;
  } catch (error) {
    if (systemMessage(error) === null) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EISDIR') return 'this is a folder; name a file in it';
    if (code === 'ENOSPC') return 'the disk is full, so the report is not whole; make room and check again';
    return 'the report could not be written there; name a file in a folder that exists and is writable';
  }
}

/** The baseline, or what is wrong with it. */
async function openBaseline(file: string, name: string): Promise<Baseline | string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const message = systemMessage(error);
    if (message === null) throw error;
    return `${name}: ${message}`;
  }
  // Windows PowerShell's `>` writes UTF-16.
  const read = readBaseline(decodeText(bytes) ?? '');
  return read.ok
    ? read.baseline
    : `${name} ${read.problem}; make it with \`licit check --json --fail-on never --output ${name}\``;
}

function fails(report: CheckReport, threshold: (typeof thresholds)[number]): boolean {
  if (threshold === 'never') return false;
  return report.findings.some(
    (finding) => finding.counts && finding.new !== false && compareVerdicts(finding.verdict, threshold) >= 0,
  );
}
