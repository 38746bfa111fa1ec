import type { Finding } from '../compliance/report';
import type { Reason } from '../licensing/explanation';
import { compareVerdicts } from '../licensing/verdict';
import { escapeMarkdown } from './escapeMarkdown';

/** The words of a hover, translated, and what its links do. */
export interface FindingWords {
  verdict(verdict: Finding['verdict']): string;
  readonly why: string;
  readonly duties: string;
  /** Rule and sources, and the day on which these were read. */
  readOn(where: string, day: string): string;
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
  const sources = evidence.map(({ url }) => {
    const address = webAddress(url);
    return address === undefined ? escapeMarkdown(url) : `[${escapeMarkdown(address.host)}](<${address.href}>)`;
  });
  const read = evidence.map(({ checked }) => checked).sort()[0];
  const links = [`[${escapeMarkdown(rule)}](${words.rule(rule)})`, [...new Set(sources)].join(', ')];
  const where = read === undefined ? links[0] : words.readOn(links.join('; '), escapeMarkdown(read));
  return `${words.verdict(effect)}: ${escapeMarkdown(text)} (${where})`;
}

/** An address of the web, whose `href` can stand between `<` and `>`; undefined for everything else. */
function webAddress(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  return address.protocol === 'https:' || address.protocol === 'http:' ? address : undefined;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, LISTED).map((line) => `- ${line}`);
  return `**${title}**\n\n${[...shown, ...(lines.length > LISTED ? ['- …'] : [])].join('\n')}`;
}
