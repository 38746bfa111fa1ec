import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv, { type ErrorObject, type Options } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';

const require = createRequire(import.meta.url);
const addressPart = String.raw`(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*`;
/** Those that the schemas name and our documents use; RFC 3986, RFC 3987 and RFC 3339. */
const formats: Options['formats'] = {
  uri: new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:${addressPart}$`),
  'uri-reference': new RegExp(`^${addressPart}$`),
  'iri-reference': /^[^\p{Cc}\p{Surrogate}\s<>"{}|\\^`]*$/u,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
};
const options: Options = { strict: false, logger: false, unicodeRegExp: false, formats };

/** What is wrong with a document; null when it keeps to its schema. */
export type SchemaCheck = (document: unknown) => ErrorObject[] | null;

function read(file: string): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

/** SARIF 2.1.0. */
export function sarifSchema(): SchemaCheck {
  const file = join(dirname(require.resolve('@microsoft/jest-sarif')), 'schemas/sarif-2.1.0-rtm.5.json');
  // Ajv reads draft 7; the schema is of draft 4, which says `id` for `$id` and is the same in all else that it uses.
  const text = readFileSync(file, 'utf8')
    .replace(/"id": "http/, '"$id": "http')
    .replace(/"\$schema": "[^"]*",/, '');
  return checkBy(new Ajv(options).compile(JSON.parse(text) as object));
}

/** CycloneDX 1.7. */
export function cycloneDxSchema(): SchemaCheck {
  const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
  const ajv = new Ajv(options);
  for (const part of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const name = `${part}.SNAPSHOT.schema.json`;
    ajv.addSchema(read(join(folder, name)), `http://cyclonedx.org/schema/${name}`);
  }
  return checkBy(ajv.compile(read(join(folder, 'bom-1.7.SNAPSHOT.schema.json'))));
}

/** SPDX 3.0.1. */
export function spdxSchema(): SchemaCheck {
  const file = fileURLToPath(new URL('../fixtures/schemas/spdx-3.0.1.schema.json', import.meta.url));
  return checkBy(new Ajv2020(options).compile(read(file)));
}

function checkBy(validate: { (document: unknown): unknown; errors?: ErrorObject[] | null }): SchemaCheck {
  return (document) => {
    validate(document);
    return validate.errors ?? null;
  };
}
