// The browser that shows the workbench: CHROMIUM names one, else the one that lies compressed in @sparticuz/chromium.
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { installDependencies, installedVersion } from './dependencies.mjs';
import { cachedFolder, modules } from './folders.mjs';

/** Nothing but the loopback server is reachable from the browser. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env
 */

/** @returns {Promise<Browser>} */
export async function prepareChromium() {
  const own = process.env.CHROMIUM;
  if (own !== undefined && own !== '') {
    if (!existsSync(own)) throw new Error(`CHROMIUM names ${own}, which does not exist`);
    return { executablePath: own, args: ['--headless=new', ...flags], env: {} };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no browser comes with npm for ${process.platform}-${process.arch}: set CHROMIUM to a Chromium or Chrome`,
    );
  }
  await installDependencies();
  const folder = await cachedFolder(`chromium-${await installedVersion('@sparticuz/chromium')}`, unpack);
  const executablePath = join(folder, 'chromium');
  /** @type {Record<string, string>} */
  const env = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  if (!starts(executablePath, env)) {
    env.LD_LIBRARY_PATH = join(folder, 'libraries/lib');
    if (!starts(executablePath, env)) {
      throw new Error(`${executablePath} does not start on this machine: set CHROMIUM to a Chromium that does`);
    }
  }
  return { executablePath, args: ['--headless=shell', ...flags], env };
}

/**
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function unpack(folder) {
  const packed = join(modules, '@sparticuz/chromium/bin');
  console.log('unpacking the browser …');
  await pipeline(
    createReadStream(join(packed, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(folder, 'chromium')),
  );
  await chmod(join(folder, 'chromium'), 0o755);
  await unpackArchive(join(packed, 'fonts.tar.br'), join(folder, 'fonts'));
  await unpackArchive(join(packed, 'al2023.tar.br'), join(folder, 'libraries'));
  // Relative paths are taken from the configuration's own folder. The machine's fonts, if any, are preferred by name.
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
  );
}

/**
 * @param {string} archive a .tar.br file
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function unpackArchive(archive, folder) {
  await mkdir(folder, { recursive: true });
  const tar = `${folder}.tar`;
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  const answer = spawnSync('tar', ['-xf', tar, '-C', folder], { encoding: 'utf8' });
  if (answer.status !== 0)
    throw new Error(`tar could not unpack ${archive}: ${answer.error?.message ?? answer.stderr}`);
  await rm(tar);
}

/**
 * Whether the browser runs here; it does not where libnss3 or libexpat are missing.
 * @param {string} executable
 * @param {Record<string, string>} env
 * @returns {boolean}
 */
function starts(executable, env) {
  const answer = spawnSync(executable, ['--version'], { env: { ...process.env, ...env }, timeout: 60_000 });
  return answer.status === 0;
}
