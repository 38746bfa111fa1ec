import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/licensing/rules';

const folder = new URL('../../../docs/rules/', import.meta.url).pathname;
const pages = readdirSync(folder).map((name) => name.replace(/\.md$/, ''));

/** Rules of the check itself; the others are the licence rules. */
const ofTheCheck = ['licence-text-missing', 'reference-unresolved', 'unreadable'];

describe('every rule has a page', () => {
  it.each([...RULES, ...ofTheCheck])('%s', (rule) => {
    const page = readFileSync(join(folder, `${rule}.md`), 'utf8');
    expect(page).toContain(`Rule \`${rule}\``);
    expect(page).toContain('**What to do:**');
  });

  it('and every page a rule', () => {
    expect(pages.filter((page) => page !== 'README').sort()).toEqual([...RULES, ...ofTheCheck].sort());
  });
});
