import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/gate/explain';
import { explainFile } from '../../../src/gate/explainFile';
import type { BaseLink, DatasetRecord, LicenseFact, ModelRecord } from '../../../src/licensing/artefacts';
import type { JudgeContext } from '../../../src/licensing/context';
import type { PolicyException } from '../../../src/licensing/decisions';
import type { Reason } from '../../../src/licensing/explanation';
import { judge } from '../../../src/licensing/judge';
import { judgeDataset } from '../../../src/licensing/judgeDataset';
import { judgePackage, type PackageQuestion } from '../../../src/licensing/judgePackage';
import { judgeUnknown } from '../../../src/licensing/judgeUnknown';
import type { RuleId } from '../../../src/licensing/rules';
import type { Condition, LicenseTerms } from '../../../src/licensing/terms';
import type { Use, Verdict } from '../../../src/licensing/verdict';
import { detectFacts } from '../../../src/project/detect';
import type { RegistryFile } from '../../../src/registry/file';
import type { Identity, IdentityLevel } from '../../../src/registry/identity';
import { buildRegistry } from '../../../src/registry/registry';
import { UNKNOWN_MODEL } from '../../fixtures/ids';
import {
  commercial,
  context,
  dataset,
  everyUse,
  evidence,
  licences,
  lookups,
  model,
  named,
  terms,
  today,
  type World,
} from '../licensing/world';

/** Each rule, where it speaks and with which effect, and where it is silent although it could be expected. */

type Said = readonly Reason[];
interface Asked extends Partial<Omit<JudgeContext, 'use' | 'lookups'>> {
  readonly use?: Use;
  readonly world?: World;
}

const noncommercial = { ...commercial, kind: 'noncommercial' } as const;
const research = { ...commercial, kind: 'research' } as const;

/** A model under a licence. */
function weights(license: string | null, more: Partial<ModelRecord> = {}, asked: Asked = {}): Said {
  const { use = 'assist', world = {}, ...rest } = asked;
  return judge(model(UNKNOWN_MODEL, license, more), context(use, world, rest)).reasons;
}

function fact(license: string | null, more: Partial<LicenseFact> = {}): LicenseFact {
  return { license, evidence, ...more };
}

/** A model made from another, of another publisher. */
function made(relation: BaseLink['relation'], base: string | null, own: string | null, asked: Asked = {}): Said {
  const world = { models: [model('base/b', base)] };
  return weights(own, { bases: [{ id: 'base/b', relation }] }, { world, ...asked });
}

/** A model tuned on a data set of another publisher. */
function tunedOn(license: string | null, more: Partial<DatasetRecord> = {}, asked: Asked = {}): Said {
  const world = { datasets: [dataset('set/d', license, more)] };
  return weights('MIT', { data: [{ id: 'set/d', role: 'tuning' }] }, { world, ...asked });
}

/** A data set that the project names. */
function data(license: string | null, more: Partial<DatasetRecord> = {}, asked: Asked = {}): Said {
  const { use = 'assist', world = {}, ...rest } = asked;
  return judgeDataset(dataset('set/d', license, more), context(use, world, rest)).reasons;
}

/** A licence with one condition more than MIT. */
function under(condition: Condition, asked: Asked = {}, tasks: ModelRecord['tasks'] = ['chat']): Said {
  const world = { licences: [terms('LicenseRef-One', { conditions: [condition] })] };
  return weights('LicenseRef-One', { tasks }, { world, ...asked });
}

function withTerms(more: Partial<LicenseTerms>, asked: Asked = {}): Said {
  return weights('LicenseRef-One', {}, { world: { licences: [terms('LicenseRef-One', more)] }, ...asked });
}

function pack(license: string | null, more: Partial<PackageQuestion> = {}): Said {
  const question = { id: 'pkg:npm/thing@1.0.0', license, role: 'distributed', facts: commercial, today } as const;
  return judgePackage({ ...question, lookups: lookups(), ...more }).reasons;
}

const file: RegistryFile = {
  version: 1,
  date: '2026-11-01',
  licenses: licences,
  models: [
    model('org/one', 'MIT', {
      name: 'One 7B',
      sense: 'One is the first of that name.',
      aliases: { names: ['One'], hub: ['TheBloke/one-GGUF'], ollama: ['moving:1b', 'still:1b'] },
    }),
    model('org/two', 'LicenseRef-Research', { aliases: { ollama: ['moving:1b'] } }),
    model('org/old', 'MIT', {
      earlier: [{ revision: '0123abcd', until: '2024-06-01', weights: fact('LicenseRef-Research') }],
    }),
  ],
  families: [{ id: 'Both', names: ['Both'], members: ['org/one', 'org/two'] }],
};
const registry = buildRegistry(file);
const facts = detectFacts({});

function reference(text: string, more: { today?: string; overlay?: RegistryFile } = {}): Said {
  const over = more.overlay === undefined ? undefined : { name: 'company', file: more.overlay };
  const asked = over === undefined ? registry : buildRegistry(file, over);
  return explain(text, { registry: asked, facts, policy: {}, today: more.today ?? today }).reasons;
}

function modelFile(level: IdentityLevel, more: Partial<Identity> = {}): Said {
  const claims = { license: null, name: null, baseModels: [], datasets: [] };
  const signals = [{ signal: 'name', value: 'x', says: 'the name agrees' }] as const;
  const plain = { level, resolved: null, ancestors: [], families: [], confidence: 0.5, signals, claims, conflicts: [] };
  const identity = { ...plain, ...more };
  const question = { registry, identity, name: 'x.gguf', sha256: 'ab'.repeat(32), facts, policy: {}, today };
  return explainFile({ ...question, use: 'assist' }).reasons;
}

const claiming = (license: string) => ({ claims: { license, name: null, baseModels: [], datasets: [] } });

const accepted: PolicyException = {
  kind: 'accepted-risk',
  model: UNKNOWN_MODEL,
  reason: 'seen by counsel',
  by: 'Ann',
  date: '2026-01-01',
  expires: '2027-01-01',
};
const lifting = (by: string) => ({ subject: 'set/d', lifts: 'license' as const, by, text: 'You may.', evidence });
const outputs = (name: string, terms: string | null) => ({ generators: [{ name, terms }] });
const threshold = {
  kind: 'threshold',
  metric: 'mau',
  value: 1000,
  asOf: 'any time',
  uses: everyUse,
  text: 'Ask above a thousand',
} as const;
const elsewhere = {
  kind: 'territory',
  excludes: ['EU'],
  clause: 'licence',
  uses: everyUse,
  text: 'Not in the EU',
} as const;
const duty = (kind: 'naming' | 'registration' | 'source-offer' | 'revocable', uses: readonly Use[]): Condition => ({
  kind,
  uses,
  text: 'So it is',
});

const cases: Readonly<
  Record<RuleId, readonly (readonly [what: string, expected: Verdict | 'silent', said: () => Said])[]>
> = {
  'base-unknown': [
    ['a base without a record', 'review', () => weights('MIT', { bases: [{ id: 'gone/b', relation: 'finetune' }] })],
    ['a base with one', 'silent', () => made('finetune', 'MIT', 'MIT')],
  ],
  'closed-model': [
    ['asked of a hosted model', 'conditional', () => weights('LicenseRef-Service', { availability: 'closed' })],
    ['shipped', 'denied', () => weights('LicenseRef-Service', { availability: 'closed' }, { use: 'ship' })],
    ['open weights', 'silent', () => weights('LicenseRef-Service')],
  ],
  'code-noncommercial': [
    ['needed code', 'denied', () => weights('MIT', { code: fact('CC-BY-NC-4.0'), codeRequired: true })],
    [
      'for a project that is none',
      'conditional',
      () => weights('MIT', { code: fact('CC-BY-NC-4.0') }, { facts: noncommercial }),
    ],
    [
      'code that an engine replaces',
      'silent',
      () => weights('MIT', { code: fact('CC-BY-NC-4.0'), codeRequired: false }),
    ],
  ],
  'code-replaced': [
    ['a stock engine runs it', 'allowed', () => weights('MIT', { code: fact('GPL-3.0-only'), codeRequired: false })],
    ['needed', 'silent', () => weights('MIT', { code: fact('GPL-3.0-only'), codeRequired: true })],
  ],
  'code-research-only': [
    ['needed code', 'denied', () => weights('MIT', { code: fact('LicenseRef-Research') })],
    ['in research', 'conditional', () => weights('MIT', { code: fact('LicenseRef-Research') }, { facts: research })],
    ['weights', 'silent', () => weights('LicenseRef-Research')],
  ],
  copyleft: [
    ['run as a tool', 'allowed', () => weights('GPL-3.0-only')],
    ['shipped by a proprietary product', 'review', () => weights('GPL-3.0-only', {}, { use: 'ship' })],
    ['offered to others, AGPL', 'conditional', () => weights('AGPL-3.0-only', {}, { use: 'service' })],
    ['derived from', 'conditional', () => weights('CC-BY-SA-4.0', {}, { use: 'derive' })],
    ['permissive', 'silent', () => weights('MIT', {}, { use: 'ship' })],
  ],
  'data-declared': [
    ['manifests alone', 'allowed', () => tunedOn('MIT', { license: fact('MIT', { declared: true }) })],
    ['named by the project', 'allowed', () => data('MIT', { license: fact('MIT', { declared: true }) })],
    ['a text that was read', 'silent', () => tunedOn('MIT')],
  ],
  'data-disagrees': [
    [
      'page and paper',
      'review',
      () =>
        tunedOn('MIT', {
          license: fact('MIT', { disagrees: [{ license: 'CC-BY-NC-4.0', where: 'paper', evidence }] }),
        }),
    ],
    [
      'named by the project',
      'review',
      () =>
        data('MIT', { license: fact('MIT', { disagrees: [{ license: 'CC-BY-NC-4.0', where: 'paper', evidence }] }) }),
    ],
    ['one statement', 'silent', () => data('MIT')],
  ],
  'data-forbids': [
    ['a non-commercial tuning set', 'review', () => tunedOn('CC-BY-NC-4.0')],
    ['for a project that is none', 'silent', () => tunedOn('CC-BY-NC-4.0', {}, { facts: noncommercial })],
    ['no derivatives, handed on', 'review', () => tunedOn('CC-BY-ND-4.0', {}, { use: 'ship' })],
    ['no derivatives, kept', 'silent', () => tunedOn('CC-BY-ND-4.0')],
  ],
  'data-licence-missing': [
    ['a tuning set without one', 'review', () => tunedOn(null)],
    ['without a single one', 'review', () => tunedOn(null, { single: false })],
    [
      'the same for pre-training',
      'silent',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'set/d', role: 'pretraining' }] },
          { world: { datasets: [dataset('set/d', null, { single: false })] } },
        ),
    ],
  ],
  'data-mixture': [
    [
      'a mixture, pre-trained on',
      'allowed',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'set/d', role: 'pretraining' }] },
          { world: { datasets: [dataset('set/d', null, { single: false })] } },
        ),
    ],
    [
      'where the policy asks for disclosed data',
      'review',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'set/d', role: 'pretraining' }] },
          { world: { datasets: [dataset('set/d', null, { single: false })] }, policy: { requireDisclosedData: true } },
        ),
    ],
    ['tuned on', 'silent', () => tunedOn(null, { single: false })],
  ],
  'data-noncommercial': [
    ['named by a commercial project', 'denied', () => data('CC-BY-NC-4.0')],
    ['by one that is none', 'conditional', () => data('CC-BY-NC-4.0', {}, { facts: noncommercial })],
    ['in a model', 'silent', () => tunedOn('CC-BY-NC-4.0')],
  ],
  'data-outputs-terms': [
    ['outputs under no-compete terms', 'review', () => tunedOn('MIT', outputs('a service', 'LicenseRef-Service'))],
    ['under terms that nobody knows', 'review', () => tunedOn('MIT', outputs('a service', null))],
    ['free outputs', 'allowed', () => tunedOn('MIT', outputs('a model', 'MIT'))],
    ['no outputs', 'silent', () => tunedOn('MIT')],
  ],
  'data-permits': [
    ['in a model', 'allowed', () => tunedOn('MIT')],
    ['named by the project', 'allowed', () => data('MIT')],
    ['forbidden', 'silent', () => data('CC-BY-NC-4.0')],
  ],
  'data-research-only': [
    ['named by a commercial project', 'denied', () => data('LicenseRef-Research')],
    ['in research', 'conditional', () => data('LicenseRef-Research', {}, { facts: research })],
    ['non-commercial', 'silent', () => data('CC-BY-NC-4.0')],
  ],
  'data-share-alike': [
    ['weights handed on', 'conditional', () => tunedOn('CC-BY-SA-4.0', {}, { use: 'ship' })],
    ['weights kept', 'allowed', () => tunedOn('CC-BY-SA-4.0')],
    ['named by the project', 'conditional', () => data('CC-BY-SA-4.0', {}, { use: 'derive' })],
    ['a choice without it', 'silent', () => tunedOn('MIT OR CC-BY-SA-4.0', {}, { use: 'ship' })],
  ],
  'data-undisclosed': [
    ['not said', 'allowed', () => weights('MIT', { disclosure: 'undisclosed' })],
    [
      'where the policy asks',
      'review',
      () => weights('MIT', { disclosure: 'partial' }, { policy: { requireDisclosedData: true } }),
    ],
    ['said', 'silent', () => weights('MIT', { disclosure: 'full' }, { policy: { requireDisclosedData: true } })],
  ],
  'data-unknown': [
    ['a set without a record', 'review', () => weights('MIT', { data: [{ id: 'gone/d', role: 'tuning' }] })],
    ['what a set was made from', 'review', () => data('MIT', { sources: ['gone/d'] })],
    ['a set with one', 'silent', () => tunedOn('MIT')],
  ],
  'dataset-no-single-licence': [
    ['named by the project', 'review', () => data('MIT', { single: false })],
    ['one for all', 'silent', () => data('MIT')],
  ],
  'evidence-missing': [
    ['a licence without a source', 'review', () => weights(null, { weights: { license: 'MIT', evidence: [] } })],
    [
      'one that was not opened',
      'review',
      () => data('MIT', { license: fact('MIT', { unverified: 'the page is gone' }) }),
    ],
    [
      'what forbids, forbids',
      'review',
      () => weights(null, { weights: fact('LicenseRef-Research', { unverified: 'the page is gone' }) }),
    ],
    ['with its source', 'silent', () => weights('MIT')],
  ],
  'exception-expired': [
    [
      'the day after',
      'allowed',
      () => weights(null, {}, { policy: { exceptions: [{ ...accepted, expires: '2026-11-23' }] } }),
    ],
    [
      'on the last day',
      'silent',
      () => weights(null, {}, { policy: { exceptions: [{ ...accepted, expires: today }] } }),
    ],
  ],
  'exception-used': [
    ['a risk that was accepted', 'conditional', () => weights(null, {}, { policy: { exceptions: [accepted] } })],
    [
      'which cannot permit what is denied',
      'silent',
      () => weights('LicenseRef-Research', {}, { policy: { exceptions: [accepted] } }),
    ],
    [
      'a licence of its own can',
      'conditional',
      () =>
        weights(
          'LicenseRef-Research',
          {},
          { policy: { exceptions: [{ ...accepted, kind: 'separate-licence', agreement: 'No. 7' }] } },
        ),
    ],
    [
      'of another model',
      'silent',
      () => weights(null, {}, { policy: { exceptions: [{ ...accepted, model: 'org/*' }] } }),
    ],
  ],
  'generator-unnamed': [
    ['synthetic, by whom is not said', 'allowed', () => tunedOn('MIT', { synthetic: true })],
    ['it is said', 'silent', () => tunedOn('MIT', { synthetic: true, ...outputs('a model', 'MIT') })],
  ],
  'identity-claimed': [
    ['everything agrees', 'conditional', () => modelFile('consistent', { resolved: 'org/one' })],
    ['the digest agrees', 'silent', () => modelFile('proven', { resolved: 'org/one' })],
  ],
  'identity-claims-licence': [
    [
      'a stricter one',
      'denied',
      () => modelFile('consistent', { resolved: 'org/one', ...claiming('LicenseRef-Research') }),
    ],
    [
      'a milder one permits nothing',
      'silent',
      () => modelFile('consistent', { resolved: 'org/two', ...claiming('MIT') }),
    ],
    ['of a file that nobody knows', 'allowed', () => modelFile('unknown', claiming('MIT'))],
  ],
  'identity-contradicted': [
    ['the claims do not agree', 'review', () => modelFile('contradicted', { conflicts: ['It says two things.'] })],
    ['they do', 'silent', () => modelFile('consistent', { resolved: 'org/one' })],
  ],
  'identity-related': [
    ['the same norms, another file', 'review', () => modelFile('related', { ancestors: ['org/one'] })],
    ['the file itself', 'silent', () => modelFile('proven', { resolved: 'org/one' })],
  ],
  'identity-unknown': [
    ['a name', 'review', () => judgeUnknown(named('any/thing'), context('assist')).reasons],
    ['a file', 'review', () => modelFile('unknown')],
    ['a known name', 'silent', () => reference('org/one')],
  ],
  'licence-choice': [
    ['the best part is taken', 'allowed', () => weights('MIT OR GPL-3.0-only', {}, { use: 'ship' })],
    ['both count', 'silent', () => weights('MIT AND GPL-3.0-only', {}, { use: 'ship' })],
  ],
  'licence-conflict': [
    ['share-alike data under another licence', 'conditional', () => tunedOn('CC-BY-SA-4.0', {}, { use: 'ship' })],
    [
      'use restrictions under the GPL',
      'review',
      () => made('finetune', 'GPL-3.0-only', 'LicenseRef-Rail', { use: 'derive' }),
    ],
    ['nothing is handed on', 'silent', () => made('finetune', 'GPL-3.0-only', 'LicenseRef-Rail')],
    ['licences that can be combined', 'silent', () => made('finetune', 'GPL-3.0-only', 'MIT', { use: 'derive' })],
  ],
  'licence-declared': [
    ['manifests alone', 'allowed', () => weights(null, { weights: fact('MIT', { declared: true }) })],
    ['a text that was read', 'silent', () => weights('MIT')],
  ],
  'licence-drift': [
    [
      'the installed copy says otherwise',
      'review',
      () => pack('MIT', { contradiction: { license: 'GPL-3.0-only', text: 'Its LICENSE says otherwise.' } }),
    ],
    ['it agrees', 'silent', () => pack('MIT')],
  ],
  'licence-invalid': [
    ['no expression', 'review', () => weights('see the file')],
    ['no expression, of a teacher', 'review', () => made('distilled', 'see the file', 'MIT')],
    ['an expression', 'silent', () => weights('MIT AND Apache-2.0')],
  ],
  'licence-missing': [
    ['none was found', 'review', () => weights(null)],
    ['of a data set that the project names', 'review', () => data(null)],
    ['of what it was made from', 'review', () => made('finetune', null, 'MIT')],
    ['one was', 'silent', () => weights('MIT')],
  ],
  'licence-permits': [
    ['MIT', 'allowed', () => weights('MIT')],
    ['what forbids', 'silent', () => weights('LicenseRef-Research')],
  ],
  'licence-unknown': [
    ['no record', 'review', () => weights('LicenseRef-Nobody-Knows')],
    ['of a teacher', 'review', () => made('distilled', 'LicenseRef-Nobody-Knows', 'MIT')],
    ['or later is the same licence', 'silent', () => weights('GPL-3.0-or-later')],
  ],
  'licensor-replaced': [
    [
      'its own base',
      'allowed',
      () =>
        weights(
          'MIT',
          { bases: [{ id: 'org/b', relation: 'finetune' }] },
          { world: { models: [model('org/b', 'LicenseRef-Research')] } },
        ),
    ],
    [
      'its own data',
      'allowed',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'org/d', role: 'tuning' }] },
          { world: { datasets: [dataset('org/d', 'CC-BY-NC-4.0')] } },
        ),
    ],
    [
      'collected data',
      'silent',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'org/d', role: 'tuning' }] },
          { world: { datasets: [dataset('org/d', null, { single: false })] } },
        ),
    ],
    ['another’s base', 'silent', () => made('finetune', 'LicenseRef-Research', 'MIT')],
  ],
  'name-ambiguous': [
    ['members under different terms', 'review', () => reference('Both')],
    ['a tag that nobody knows', 'review', () => reference('still:99b')],
    ['one of them', 'silent', () => reference('org/one')],
  ],
  'name-sense': [
    ['a name that others sound like', 'allowed', () => reference('One')],
    ['its id', 'silent', () => reference('org/one')],
  ],
  'naming-duty': [
    ['handed on', 'conditional', () => under(duty('naming', ['ship']), { use: 'ship' })],
    ['kept', 'silent', () => under(duty('naming', ['ship']))],
  ],
  'no-derivatives': [
    ['changed weights', 'denied', () => weights('CC-BY-ND-4.0', {}, { use: 'derive' })],
    ['unchanged', 'silent', () => weights('CC-BY-ND-4.0', {}, { use: 'ship' })],
  ],
  'outputs-follow-run': [
    ['what may not be run writes nothing', 'denied', () => weights('LicenseRef-Research', {}, { use: 'outputs' })],
    ['what may be run', 'silent', () => weights('MIT', {}, { use: 'outputs' })],
  ],
  'outputs-freed': [
    ['by name', 'conditional', () => weights('LicenseRef-Freed', {}, { use: 'outputs' })],
    ['not by name', 'silent', () => weights('CC-BY-NC-4.0', {}, { use: 'outputs' })],
  ],
  'outputs-no-training': [
    ['outputs may train no other model', 'denied', () => weights('LicenseRef-Llama', {}, { use: 'train' })],
    ['used otherwise', 'silent', () => weights('LicenseRef-Llama', {}, { use: 'outputs' })],
  ],
  'package-copyleft': [
    ['part of a proprietary product', 'denied', () => pack('GPL-3.0-only')],
    ['linking in doubt', 'review', () => pack('GPL-3.0-only', { linkingInDoubt: true })],
    ['AGPL behind a service', 'review', () => pack('AGPL-3.0-only', { role: 'network' })],
    ['MIT', 'silent', () => pack('MIT')],
  ],
  'package-licence-missing': [
    ['none was found', 'review', () => pack(null)],
    ['one was', 'silent', () => pack('MIT')],
  ],
  'package-noncommercial': [
    ['in a commercial product', 'denied', () => pack('CC-BY-NC-4.0')],
    ['in one that is none', 'conditional', () => pack('CC-BY-NC-4.0', { facts: noncommercial })],
    ['for research', 'silent', () => pack('LicenseRef-Research')],
  ],
  'package-research-only': [
    ['in a commercial product', 'denied', () => pack('LicenseRef-Research')],
    ['in research', 'conditional', () => pack('LicenseRef-Research', { facts: research })],
    ['non-commercial', 'silent', () => pack('CC-BY-NC-4.0')],
  ],
  'package-weak-copyleft': [
    ['LGPL in a product', 'conditional', () => pack('LGPL-3.0-only')],
    ['GPL is not weak', 'silent', () => pack('GPL-3.0-only')],
  ],
  'policy-deny': [
    ['by name', 'denied', () => weights('MIT', {}, { policy: { deny: [{ model: 'org/*', reason: 'no' }] } })],
    ['by licence', 'denied', () => weights('MIT', {}, { policy: { deny: [{ license: 'MIT', reason: 'no' }] } })],
    ['another', 'silent', () => weights('MIT', {}, { policy: { deny: [{ model: 'other/*', reason: 'no' }] } })],
  ],
  'policy-review': [
    ['by name', 'review', () => weights('MIT', {}, { policy: { review: [{ model: 'org/*', reason: 'look' }] } })],
    [
      'by licence of data',
      'review',
      () => data('MIT', {}, { policy: { review: [{ license: 'MIT', reason: 'look' }] } }),
    ],
    [
      'a package is no model',
      'silent',
      () => weights('MIT', {}, { policy: { review: [{ package: '*', reason: 'look' }] } }),
    ],
  ],
  'publisher-intent': [
    [
      'a sentence outside the licence',
      'allowed',
      () => weights('MIT', { statements: [{ text: 'For research.', evidence }] }),
    ],
    [
      'of what it was made from',
      'silent',
      () =>
        weights(
          'MIT',
          { bases: [{ id: 'base/b', relation: 'finetune' }] },
          { world: { models: [model('base/b', 'MIT', { statements: [{ text: 'For research.', evidence }] })] } },
        ),
    ],
  ],
  'registration-duty': [
    ['before it is used', 'conditional', () => under(duty('registration', everyUse))],
    ['for another use', 'silent', () => under(duty('registration', ['ship']))],
  ],
  'registry-overlay': [
    [
      'a record of the company',
      'allowed',
      () => reference('org/one', { overlay: { version: 1, date: '2026-11-02', models: [model('org/one', 'MIT')] } }),
    ],
    [
      'another’s record',
      'silent',
      () => reference('org/two', { overlay: { version: 1, date: '2026-11-02', models: [model('org/one', 'MIT')] } }),
    ],
  ],
  'registry-stale': [
    ['181 days', 'allowed', () => reference('org/one', { today: '2027-05-01' })],
    ['180 days', 'silent', () => reference('org/one', { today: '2027-04-30' })],
  ],
  relabelled: [
    ['a laxer label on a copy', 'allowed', () => made('quantized', 'LicenseRef-Research', 'MIT')],
    ['a laxer label on a tune', 'allowed', () => made('finetune', 'LicenseRef-Research', 'MIT')],
    ['the same', 'silent', () => made('quantized', 'MIT', 'MIT')],
    ['a stricter one on a tune', 'silent', () => made('finetune', 'MIT', 'LicenseRef-Research')],
  ],
  reupload: [
    ['another account', 'allowed', () => reference('TheBloke/one-GGUF')],
    ['its own', 'silent', () => reference('org/one')],
  ],
  'revision-changed': [
    ['the older one was stricter', 'allowed', () => reference('org/old')],
    ['the older one was asked for', 'allowed', () => reference('org/old@0123abcd')],
    ['never changed', 'silent', () => reference('org/one')],
  ],
  'revision-unknown': [
    ['a commit that nobody knows', 'review', () => reference('org/old@fedcba98')],
    ['one that is known', 'silent', () => reference('org/old@0123abcd')],
    ['of a model that never changed', 'silent', () => reference('org/one@fedcba98')],
  ],
  revocable: [
    ['at any time', 'conditional', () => under(duty('revocable', everyUse))],
    ['MIT', 'silent', () => weights('MIT')],
  ],
  'source-offer-duty': [
    ['a duty of the licence', 'conditional', () => under(duty('source-offer', ['ship']), { use: 'ship' })],
    ['for another use', 'silent', () => under(duty('source-offer', ['ship']))],
  ],
  'statements-disagree': [
    [
      'page and paper',
      'review',
      () =>
        weights(null, {
          weights: fact('MIT', { disagrees: [{ license: 'LicenseRef-Research', where: 'paper', evidence }] }),
        }),
    ],
    [
      'the file in force forbids',
      'denied',
      () =>
        weights(null, {
          weights: fact('LicenseRef-Research', {
            where: 'file',
            disagrees: [{ license: 'MIT', where: 'page', evidence }],
          }),
        }),
    ],
    [
      'but was permitted later',
      'review',
      () =>
        weights(null, {
          weights: fact('LicenseRef-Research', {
            where: 'file',
            disagrees: [{ license: 'MIT', where: 'page', later: true, evidence }],
          }),
        }),
    ],
    ['one statement', 'silent', () => weights('LicenseRef-Research')],
  ],
  'students-bound': [
    ['a student is a derivative', 'conditional', () => weights('LicenseRef-Gemma', {}, { use: 'train' })],
    ['a student bears the name', 'conditional', () => weights('LicenseRef-Llama-Naming', {}, { use: 'train' })],
    ['outputs used otherwise', 'silent', () => weights('LicenseRef-Gemma', {}, { use: 'outputs' })],
  ],
  'tag-mutable': [
    ['it has meant both', 'denied', () => reference('moving:1b')],
    ['it has meant one', 'silent', () => reference('still:1b')],
  ],
  'teacher-terms': [
    ['no-compete terms', 'review', () => made('distilled', 'LicenseRef-Service', 'MIT')],
    ['terms that travel', 'conditional', () => made('distilled', 'LicenseRef-Gemma', 'MIT')],
    ['MIT', 'allowed', () => made('distilled', 'MIT', 'MIT')],
    ['a base', 'silent', () => made('finetune', 'LicenseRef-Gemma', 'MIT')],
  ],
  'teacher-unknown': [
    ['no licence was found', 'review', () => made('distilled', null, 'MIT')],
    ['one was', 'silent', () => made('distilled', 'MIT', 'MIT')],
  ],
  'term-lifted': [
    [
      'by whose it is',
      'allowed',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'set/d', role: 'tuning' }], grants: [lifting('set')] },
          { world: { datasets: [dataset('set/d', 'CC-BY-NC-4.0')] } },
        ),
    ],
    [
      'by somebody else',
      'silent',
      () =>
        weights(
          'MIT',
          { data: [{ id: 'set/d', role: 'tuning' }], grants: [lifting('org')] },
          { world: { datasets: [dataset('set/d', 'CC-BY-NC-4.0')] } },
        ),
    ],
  ],
  'terms-unclear': [
    ['the text does not say', 'review', () => weights('LicenseRef-Unclear')],
    ['it does', 'silent', () => weights('MIT')],
  ],
  'terms-unverified': [
    ['nobody opened them', 'review', () => weights('LicenseRef-Unread')],
    ['without a source', 'review', () => withTerms({ evidence: [] })],
    ['somebody did', 'silent', () => weights('MIT')],
  ],
  territory: [
    ['not given', 'conditional', () => under(elsewhere)],
    ['inside', 'denied', () => under(elsewhere, { facts: { ...commercial, territory: ['DE'] } })],
    ['outside', 'conditional', () => under(elsewhere, { facts: { ...commercial, territory: ['US'] } })],
    [
      'a clause on other models',
      'silent',
      () => under({ ...elsewhere, tasks: ['vision'] }, { facts: { ...commercial, territory: ['DE'] } }),
    ],
  ],
  threshold: [
    ['not given', 'conditional', () => under({ ...threshold, above: 'none' })],
    [
      'above, nothing is granted',
      'denied',
      () => under({ ...threshold, above: 'none' }, { facts: { ...commercial, mau: 1001 } }),
    ],
    [
      'at the value',
      'conditional',
      () => under({ ...threshold, above: 'none' }, { facts: { ...commercial, mau: 1000 } }),
    ],
    [
      'at the value, which counts as above',
      'denied',
      () => under({ ...threshold, above: 'none', inclusive: true }, { facts: { ...commercial, mau: 1000 } }),
    ],
    [
      'above, a duty is added',
      'conditional',
      () => under({ ...threshold, above: 'duty' }, { facts: { ...commercial, mau: 1001 } }),
    ],
    ['for another use', 'silent', () => under({ ...threshold, above: 'none', uses: ['ship'] })],
  ],
  'unreleased-model': [
    ['run', 'review', () => weights(null, { availability: 'unreleased' })],
    ['handed on', 'denied', () => weights(null, { availability: 'unreleased' }, { use: 'ship' })],
    ['released', 'silent', () => weights(null)],
  ],
  'use-forbidden': [
    ['nobody may', 'denied', () => weights('LicenseRef-Service', {}, { use: 'ship' })],
    ['somebody may', 'silent', () => weights('LicenseRef-Research', {}, { use: 'ship' })],
  ],
  'use-restrictions': [
    ['a list of forbidden purposes', 'conditional', () => weights('LicenseRef-Rail')],
    ['none', 'silent', () => weights('MIT')],
  ],
  'weights-noncommercial': [
    ['a commercial project', 'denied', () => weights('CC-BY-NC-4.0')],
    ['one that is none', 'conditional', () => weights('CC-BY-NC-4.0', {}, { facts: noncommercial })],
    ['data', 'silent', () => data('CC-BY-NC-4.0')],
  ],
  'weights-research-only': [
    ['a commercial project', 'denied', () => weights('LicenseRef-Research')],
    ['a non-commercial one', 'denied', () => weights('LicenseRef-Research', {}, { facts: noncommercial })],
    ['research', 'conditional', () => weights('LicenseRef-Research', {}, { facts: research })],
    ['code', 'silent', () => weights('MIT', { code: fact('LicenseRef-Research') })],
  ],
};

describe.each(Object.entries(cases))('%s', (rule, table) => {
  it.each(table)('%s: %s', (_what, expected, said) => {
    const effects = said()
      .filter((reason) => reason.rule === rule)
      .map((reason) => reason.effect);
    if (expected === 'silent') expect(effects).toEqual([]);
    else expect(effects).toContain(expected);
  });
});
