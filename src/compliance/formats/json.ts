import type { CheckReport } from '../report';
import { wellFormedJson } from './wellFormedJson';

/** The report as CONTRACT has it: one JSON document, in pieces, because a large one does not fit one string. */
export function* formatJson(report: CheckReport): Generator<string, void, undefined> {
  const { findings, registry, disclaimer, ...head } = report;
  yield `{\n${withoutBraces(head)},\n  "findings": [`;
  let separator = '\n';
  for (const finding of findings) {
    yield `${separator}${wellFormedJson(finding).replace(/^/gm, '    ')}`;
    separator = ',\n';
  }
  yield `${findings.length === 0 ? ']' : '\n  ]'},\n${withoutBraces({ registry, disclaimer })}\n}\n`;
}

/** The members of an object as they stand in its JSON. */
function withoutBraces(value: object): string {
  return wellFormedJson(value).slice('{\n'.length, -'\n}'.length);
}
