import type { Finding } from '../compliance/report';
import type { Reason } from '../licensing/explanation';
import { compareVerdicts } from '../licensing/verdict';
import { escapeMarkdown } from './escapeMarkdown';

/** The words of a hover, translated, and what its links do. */
export interface FindingWords {
  verdict(verdict: Finding['verdict']): string;
  readonly why: string;
  readonly duties: string;
  readonly source: string;
  readonly doesNotCount: string;
  readonly more: string;
  readonly disclaimer: string;
  /** Address of a rule's page. */
  rule(rule: string): string;
  /** Address of the whole explanation; undefined where there is none. */
  explain(finding: Finding): string | undefined;
}

/** Reasons and duties that a hover lists; the explanation has them all. */
const LISTED = 6;

/** A finding as a hover shows it: verdict, why, with rules and sources, and duties. All that comes from files is shown as it is. */
export function findingMarkdown(finding: Finding, words: FindingWords): string {
  const { verdict, message, reasons, obligations, counts } = finding;
  const duties = verdict === 'denied' ? [] : obligations;
  const explanation = words.explain(finding);
  const sorted = reasons.toSorted((a, b) => compareVerdicts(b.effect, a.effect));
  return [
    `**${words.verdict(verdict)}**: ${escapeMarkdown(message)}`,
    counts ? '' : `*${words.doesNotCount}*`,
    list(
      words.why,
      sorted.map((reason) => reasonLine(reason, words)),
    ),
    list(
      words.duties,
      duties.map(({ text, license }) => `${escapeMarkdown(text)} (${escapeMarkdown(license)})`),
    ),
    explanation === undefined ? '' : `[${words.more}](${explanation})`,
    `*${words.disclaimer}*`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function reasonLine({ effect, text, evidence, rule }: Reason, words: FindingWords): string {
  const sources = evidence.map(({ url, checked }) => {
    const where = webAddress(url);
    return where === undefined
      ? escapeMarkdown(`${url}, ${checked}`)
      : `[${words.source}](<${where}>) ${escapeMarkdown(checked)}`;
  });
  const links = [`[${escapeMarkdown(rule)}](${words.rule(rule)})`, ...sources];
  return `${words.verdict(effect)}: ${escapeMarkdown(text)} (${links.join('; ')})`;
}

/** An address of the web as it can stand between `<` and `>`; undefined for everything else. */
function webAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, LISTED).map((line) => `- ${line}`);
  return `**${title}**\n\n${[...shown, ...(lines.length > LISTED ? ['- …'] : [])].join('\n')}`;
}
