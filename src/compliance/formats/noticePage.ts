import { createHash } from 'node:crypto';

/** What is to be said of one work. */
export interface Part {
  readonly name: string;
  readonly license: string | null;
  /** Where its source is, where that is owed. */
  readonly source: string | null;
  /** Duties and remarks, ready to print. */
  readonly duties: readonly string[];
  /** Licence and notice texts, and what is to be said of missing ones. */
  readonly texts: readonly string[];
}

interface Section extends Pick<Part, 'license' | 'duties' | 'texts'> {
  readonly works: Pick<Part, 'name' | 'source'>[];
}

/** A heading of more names is no heading. */
const mostInHeading = 5;

/** The notices as a page: works of which the same is to be said, to the letter, share one section. */
export class NoticePage {
  private readonly sections = new Map<string, Section>();

  add({ name, license, source, duties, texts }: Part): void {
    const key = createHash('sha256')
      .update(JSON.stringify([license, duties, texts]))
      .digest('hex');
    const section = this.sections.get(key);
    if (section === undefined) this.sections.set(key, { license, duties, texts, works: [{ name, source }] });
    else section.works.push({ name, source });
  }

  render(): string {
    const sections = [...this.sections.values()];
    for (const { works } of sections) works.sort(byName);
    return [
      '# Third-party notices\n',
      'This product contains, installs, uses or was made with the following works of others.\n',
      ...(sections.length === 0 ? ['None was found that asks for a notice.\n'] : []),
      ...sections.sort((a, b) => byName(a.works[0], b.works[0])).map(sectionText),
    ].join('\n');
  }
}

function byName(a: Section['works'][number] | undefined, b: typeof a): number {
  const [first, second] = [a?.name ?? '', b?.name ?? ''];
  return first < second ? -1 : first > second ? 1 : 0;
}

function sectionText({ license, duties, texts, works }: Section): string {
  const names = works.map(({ name }) => printable(name));
  const isLong = names.length > mostInHeading;
  const heading = isLong ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} others` : names.join(', ');
  const blocks = [
    `## ${heading}`,
    `Licence: ${license === null ? 'none found' : printable(license)}`,
    ...(isLong ? [names.map((name) => `- ${name}`).join('\n')] : []),
    ...duties,
    ...sourcesOf(works),
    ...texts,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sourcesOf(works: Section['works']): readonly string[] {
  const [first, ...others] = works.filter(({ source }) => source !== null);
  if (first === undefined) return [];
  if (others.length === 0 && works.length === 1) return [`Source: ${first.source}`];
  return [`Source:\n\n${[first, ...others].map(({ name, source }) => `- ${printable(name)}: ${source}`).join('\n')}`];
}

/** Names in lockfiles may hold anything, also lines that would be notices of their own. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}
