// The texts that license-text-sources.json names, from clones of their repositories.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `from`, `to`: where the text begins and before what it ends, in a file that holds more.
 * @typedef {{ license: string, repository: string, commit: string, path: string, from?: string, to?: string }} Source
 */

/** @returns {Source[]} */
export function readSources() {
  return JSON.parse(readFileSync(new URL('license-text-sources.json', import.meta.url), 'utf8'));
}

/**
 * @param {Source} source
 * @param {string} clones a folder of clones, OWNER/NAME as on GitHub
 */
export function textOf({ repository, commit, path, from, to }, clones) {
  const file = execFileSync('git', ['-C', join(clones, repository), 'show', `${commit}:${path}`], { encoding: 'utf8' });
  // ScanCode's files begin with a description of the licence.
  const text = file.replace(/^---\n[\s\S]*?\n---\n/, '');
  const start = from === undefined ? 0 : text.indexOf(from);
  const end = to === undefined ? text.length : text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`${repository}:${path} has no "${start < 0 ? from : to}"`);
  return text.slice(start, end);
}
