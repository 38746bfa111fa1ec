// The least that a second check has to do, whatever else it leaves out: list the tree and ask for the times of each file.
// node listProbe.mjs FOLDER
import { lstatSync, readdirSync } from 'node:fs';

const [folder = '.'] = process.argv.slice(2);
const open = [folder];
for (let next = open.pop(); next !== undefined; next = open.pop()) {
  for (const entry of readdirSync(next, { withFileTypes: true })) {
    if (entry.isDirectory()) open.push(`${next}/${entry.name}`);
    else lstatSync(`${next}/${entry.name}`);
  }
}
