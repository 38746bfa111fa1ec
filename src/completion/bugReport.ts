import type { PromptPiece } from '../engine/engine';
import type { CodeReference } from './reference/codeReference';
import type { Coverage } from './reference/thirdPartyIndex';
import type { TraceRecord } from './trace';

/** Longer texts are cut, so that a report can be read. Characters. */
const LONGEST = 400;

/** Code as a report may show it: its shape, but none of its names, numbers and words. */
export function redacted(code: string): string {
  const shape = code
    .replace(/\p{L}/gu, (letter) => (/\p{Lu}/u.test(letter) ? 'X' : 'x'))
    .replace(/\p{N}/gu, '0')
    .replace(/[^\x20-\x7e\t\n\r]/gu, '?');
  return shape.length <= LONGEST ? shape : `${shape.slice(0, LONGEST)}… (${shape.length} characters)`;
}

/** One line of JSON, so that blanks and line ends can be seen. */
const shape = (code: string) => JSON.stringify(redacted(code));

const round = (milliseconds: number) => `${Math.round(milliseconds * 10) / 10} ms`;

/** Parts of the prompt by role, with their tokens: no text. */
export function pieceLines(prompt: readonly PromptPiece[], tokens: readonly number[] | undefined): readonly string[] {
  let role = 'text';
  return prompt.flatMap((piece, index) => {
    if ('special' in piece) {
      role = piece.special;
      return [];
    }
    const count = tokens?.[index];
    const size = count === undefined ? `${piece.text.length} characters` : `${count} tokens`;
    return [`${role}: ${size}`];
  });
}

/** What is known of requests, in Markdown, without code, paths and names of files. `product`: name and version, one line. */
export function bugReport(records: readonly TraceRecord[], product: string): string {
  return [`${product}`, '', ...records.map(section)].join('\n');
}

function repeatedLine({ lines, tokens, license, verdict }: CodeReference): string {
  return `- repeats ${lines} lines, ${tokens} tokens of a package under ${license ?? 'no known licence'}: ${verdict}`;
}

function comparedLine({ files, state }: Coverage): string {
  return `- compared with ${files} third-party files (${state})`;
}

function section(record: TraceRecord): string {
  const { answer } = record;
  const extension = /\.[A-Za-z0-9]+$/.exec(record.path)?.[0] ?? '';
  const lines = [
    `### Request ${record.id}: ${record.why ?? 'shown'}${record.fate === undefined ? '' : `, ${record.fate}`}`,
    `- when: ${new Date(record.at).toISOString()}, ${record.automatic ? 'automatic' : 'asked with a key'}`,
    `- where: line ${record.line} of a ${record.languageId || 'nameless'} file${extension === '' ? '' : ` (*${extension})`}`,
    ...(record.detail === undefined || record.why === 'engine' || record.why === 'refused'
      ? []
      : [`- detail: ${record.detail}`]),
    ...(record.source === undefined ? [] : [`- answered from: ${record.source}`]),
    `- paused ${round(record.pausedMs)}, held ${round(record.heldMs)}, total ${round(record.totalMs)}`,
  ];
  if (answer !== undefined) {
    const { timings } = answer;
    lines.push(
      `- model: ${answer.model}, confidence ${answer.confidence.toFixed(2)}`,
      `- queue ${round(timings.queueMs)}, prompt ${timings.promptTokens} tokens (${timings.promptTokensReused} reused) in ${round(timings.promptMs)}, first line ${round(answer.firstLineMs)}, ${timings.generatedTokens} tokens in ${round(timings.generateMs)}`,
      `- prompt: ${pieceLines(answer.prompt, answer.pieceTokens).join(', ')}`,
      `- model said: ${shape(answer.raw)}`,
      ...(answer.reference === undefined ? [] : [repeatedLine(answer.reference)]),
      ...(answer.compared === undefined ? [] : [comparedLine(answer.compared)]),
      `- filters: ${answer.filters.join(', ') || 'none'}`,
      `- left: ${shape(answer.text)}`,
    );
  }
  if (record.shown !== undefined) lines.push(`- shown: ${shape(record.shown)}`);
  return `${lines.join('\n')}\n`;
}
