import { USES } from '../licensing/verdict';
import type { HubReference } from './finder';
import type { LicenseStatement } from './finders/licenseStatements';
import type { FoundHub, SeenText } from './seenText';

const kinds: readonly HubReference['kind'][] = ['model', 'dataset'];
const certainties: readonly HubReference['certainty'][] = ['slot', 'key', 'mention'];
const ways: readonly LicenseStatement['how'][] = ['tag', 'text', 'list'];
/** Added up to one number. */
const marks = { ships: 1, trainsOn: 2, atRunTime: 4 } as const;
const findingKinds = ['model', 'package'] as const;

/** In one line, the size alone where there was nothing to see: that is most files. */
export function writeSeen({ bytes, skipped, unreadable, hub, isLabel, licenses }: SeenText): string {
  if (skipped === null && hub.length === 0 && !isLabel && licenses.length === 0) return String(bytes);
  const found = hub.map(
    ({ kind, certainty, use, prose, ships, trains, trainsOn, atRunTime, reference, range, cell }) => [
      kinds.indexOf(kind),
      certainties.indexOf(certainty),
      use,
      Number(prose),
      Number(ships === true) + (trainsOn === true ? marks.trainsOn : 0) + (atRunTime === true ? marks.atRunTime : 0),
      reference,
      range.startLine,
      range.startColumn,
      range.endLine,
      range.endColumn,
      cell ?? 0,
      ...(trains === undefined ? [] : [trains.vendor, trains.into, trains.onlyIfRead ?? null]),
    ],
  );
  const stated = licenses.map(({ how, reference, license, range, covers }) => [
    how,
    reference,
    license,
    range === null ? null : [range.startLine, range.startColumn, range.endLine, range.endColumn],
    covers,
  ]);
  return JSON.stringify([bytes, skipped, unreadable, isLabel, found, stated]);
}

/** null for anything that `writeSeen` did not write. */
export function parseSeen(line: string): SeenText | null {
  if (/^\d{1,16}$/.test(line))
    return { bytes: Number(line), skipped: null, unreadable: null, hub: [], isLabel: false, licenses: [] };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length !== 6) return null;
  const [bytes, skipped, unreadable, isLabel, found, stated]: unknown[] = value;
  const kind = unreadable === null ? null : findingKinds.find((one) => one === unreadable);
  if (typeof bytes !== 'number' || !(skipped === null || typeof skipped === 'string') || kind === undefined)
    return null;
  if (typeof isLabel !== 'boolean' || !Array.isArray(found) || !Array.isArray(stated)) return null;
  const hub = found.map(parseFound);
  const licenses = stated.map(parseStatement);
  return hub.every((one) => one !== null) && licenses.every((one) => one !== null)
    ? { bytes, skipped, unreadable: kind, isLabel, hub, licenses }
    : null;
}

function parseStatement(value: unknown): LicenseStatement | null {
  if (!Array.isArray(value) || value.length !== 5) return null;
  const [howName, reference, license, place, covers]: unknown[] = value;
  const how = ways.find((one) => one === howName);
  if (how === undefined || typeof reference !== 'string' || !(license === null || typeof license === 'string'))
    return null;
  if (!Array.isArray(covers) || !covers.every((one) => typeof one === 'string')) return null;
  if (place === null) return { how, reference, license, range: null, covers };
  if (!Array.isArray(place)) return null;
  const [startLine, startColumn, endLine, endColumn] = place.map(Number);
  if (startLine === undefined || startColumn === undefined || endLine === undefined || endColumn === undefined)
    return null;
  return { how, reference, license, range: { startLine, startColumn, endLine, endColumn }, covers };
}

function parseFound(value: unknown): FoundHub | null {
  if (!Array.isArray(value) || (value.length !== 11 && value.length !== 14)) return null;
  const [kindAt, certaintyAt, useName, prose, marked, reference, ...rest]: unknown[] = value;
  const [vendor, into, onlyIfRead] = rest.slice(5);
  const places = rest.slice(0, 5);
  const kind = typeof kindAt === 'number' ? kinds[kindAt] : undefined;
  const certainty = typeof certaintyAt === 'number' ? certainties[certaintyAt] : undefined;
  const use = USES.find((one) => one === useName);
  const [startLine, startColumn, endLine, endColumn, cell] = places.map(Number);
  if (kind === undefined || certainty === undefined || use === undefined || typeof reference !== 'string') return null;
  if (startLine === undefined || startColumn === undefined || endLine === undefined || endColumn === undefined)
    return null;
  const range = { startLine, startColumn, endLine, endColumn };
  const isMarked = (mark: keyof typeof marks) => typeof marked === 'number' && (marked & marks[mark]) !== 0;
  const trains =
    (vendor === null || typeof vendor === 'string') && typeof into === 'string'
      ? { trains: { vendor, into, ...(typeof onlyIfRead === 'string' ? { onlyIfRead } : {}) } }
      : {};
  if (value.length === 14 && trains.trains === undefined) return null;
  return {
    kind,
    certainty,
    use,
    prose: prose === 1,
    reference,
    range,
    ...(cell === undefined || cell === 0 ? {} : { cell }),
    ...(isMarked('ships') ? { ships: true } : {}),
    ...(isMarked('trainsOn') ? { trainsOn: true } : {}),
    ...(isMarked('atRunTime') ? { atRunTime: true } : {}),
    ...trains,
  };
}
