import { once } from 'node:events';
import module from 'node:module';
import { join } from 'node:path';
import { version } from '../../package.json';
import { makeFolder } from '../formats/makeFolder';
import { type Command, cannot, type Outcome, type Terminal, table } from './command';
import { storageDir } from './installation';

/**
 * Each command is a file of its own that is read when it is called. One that does not work yet is not in this list, so it is
 * neither in `--help` nor taken.
 */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./check')).check,
  explain: async () => (await import('./explain')).explain,
  identify: async () => (await import('./identify')).identify,
  fingerprint: async () => (await import('./fingerprint')).fingerprint,
  license: async () => (await import('./license')).license,
  licenses: async () => (await import('./licenses')).licenses,
  models: async () => (await import('./models')).models,
  complete: async () => (await import('./complete')).complete,
  chat: async () => (await import('./chat')).chat,
  bench: async () => (await import('./bench')).bench,
};

const help = (
  all: readonly Command[],
) => `Licit finds out whether a project may use the models, data sets and packages it uses.

Usage: licit COMMAND [options]

Commands:
${table(all.map((command) => [command.name, command.summary] as const))}
Options:
${table([
  ['--help', 'Show this help; `licit COMMAND --help` shows that of a command.'],
  ['--version', 'Show the version.'],
])}
Exit codes: 0 done; 1 done, and something is at or above --fail-on, or the gate refused; 2 could not run.
`;

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<Outcome> {
  const [name, ...rest] = argv;
  if (name === undefined) return cannot('no command given; `licit --help` lists them');
  if (name === '--help' || name === '-h') {
    terminal.write(help(await Promise.all(Object.values(commands).map((load) => load()))));
    return { code: 0 };
  }
  if (name === '--version') {
    terminal.write(`${version}\n`);
    return { code: 0 };
  }
  if (name.startsWith('-')) return cannot(`unknown option '${name}'; \`licit --help\` lists what there is`);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) return cannot(`unknown command '${name}'; \`licit --help\` lists them`);
  await keepCompiled(terminal);
  return (await load()).run(rest, terminal);
}

/** Keeps what Node compiles of the command for the next run, which then begins sooner by a sixth (Node 22.1 and later). */
async function keepCompiled(terminal: Terminal): Promise<void> {
  if (module.enableCompileCache === undefined) return;
  const folder = join(storageDir(terminal), 'compiled');
  // Node would try for ever to make a folder where none can be made.
  const made = await makeFolder(folder).then(
    () => true,
    () => false,
  );
  if (made) module.enableCompileCache(folder);
}

function openTerminal(signal: AbortSignal): Terminal {
  return {
    cwd: process.cwd(),
    env: process.env,
    outputIsTerminal: process.stdout.isTTY === true,
    errorIsTerminal: process.stderr.isTTY === true,
    signal,
    write: (text) => {
      process.stdout.write(text);
    },
    writeAll: async (pieces) => {
      for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    },
    remark: (text) => {
      process.stderr.write(text);
    },
  };
}

/** What a shell says of a program that SIGPIPE ended. */
const goneReader = 141;

/** Runs one command line. This is the one place where an exception, a bug by our rules, becomes a line. */
async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader went away (`licit check | head`): there is nobody left to tell. No 0, which would say that all is well.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? goneReader);
    process.stderr.write(
      `licit: the result could not be written to standard output (${error.code ?? error.message})\n`,
    );
    process.exit(2);
  });
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  try {
    const outcome = await dispatch(process.argv.slice(2), openTerminal(interrupt.signal));
    if (outcome.code === 2 && !interrupt.signal.aborted) process.stderr.write(`licit: ${oneLine(outcome.message)}\n`);
    process.exitCode = interrupt.signal.aborted ? 130 : outcome.code;
  } catch (error) {
    const bug = error instanceof Error ? error : new Error(String(error));
    if (process.env.LICIT_DEBUG === undefined) {
      process.stderr.write(`licit: internal error: ${oneLine(bug.message)} (LICIT_DEBUG=1 shows where)\n`);
    } else {
      process.stderr.write(`${bug.stack ?? bug.message}\n`);
    }
    process.exitCode = interrupt.signal.aborted ? 130 : 2;
  }
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}

await main();
