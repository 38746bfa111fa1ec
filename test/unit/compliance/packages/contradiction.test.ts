import { expect, it } from 'vitest';
import { manifestsDiffer, textContradicts } from '../../../../src/compliance/packages/contradiction';

it.each([
  ['MIT', 'MIT', false],
  ['MIT', 'ISC', true],
  ['MIT', 'MIT OR ISC', true],
  ['(MIT OR ISC)', 'ISC OR MIT', false],
  ['GPL-3.0-only', 'GPL-3.0-or-later', false],
  ['MIT', 'as is', false],
])('manifests that say %s and %s differ: %s', (one, other, differ) => {
  expect(manifestsDiffer(one, other)).toBe(differ);
  expect(manifestsDiffer(other, one)).toBe(differ);
});

it.each([
  ['MIT', 'MIT', false],
  ['MIT', 'ISC', true],
  ['MIT', 'MIT AND ISC', false],
  ['MIT', 'MIT AND LicenseRef-Rider', true],
  ['MIT', 'MIT AND ISC AND LicenseRef-Rider', false],
  ['MIT OR Apache-2.0', 'Apache-2.0', false],
  ['GPL-2.0-or-later', 'GPL-2.0-only', false],
  ['MIT', 'LicenseRef-MIT-modified', true],
  ['SEE LICENSE IN x', 'ISC', false],
])('a manifest that says %s beside a text that is %s: contradicted %s', (manifest, text, contradicted) => {
  expect(textContradicts(manifest, text)).toBe(contradicted);
});
