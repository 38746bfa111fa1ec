#!/usr/bin/env node
// In a clone (its sources are here) this builds first when dist/ is missing or older than the sources; in the package it only
// starts dist/licit.mjs. Runs on Node 20 and later.
import { existsSync } from 'node:fs';

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`licit: needs Node 20 or later, this is ${process.versions.node}; see https://nodejs.org`);
  process.exit(2);
}

/** @returns {Promise<boolean>} */
async function ready() {
  if (!existsSync(new URL('../src/cli/main.ts', import.meta.url))) {
    if (existsSync(new URL('../dist/licit.mjs', import.meta.url))) return true;
    console.error('licit: this package holds no program; run `npm run build` in the clone before `npm pack`');
    return false;
  }
  // A specifier that is not written out: the script is not part of the package.
  const { build, buildErrorLine, isFresh } = await import(new URL('../scripts/build.mjs', import.meta.url).href);
  if (await isFresh()) return true;
  try {
    await build();
    return true;
  } catch (error) {
    console.error(buildErrorLine(error));
    return false;
  }
}

if (await ready()) await import(new URL('../dist/licit.mjs', import.meta.url).href);
else process.exitCode = 2;
