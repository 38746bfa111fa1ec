import { SaxesParser } from 'saxes';

/** An element of an XML text with its place. */
export interface XmlElement {
  /** Without a namespace's prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text without that of its children, trimmed. */
  readonly text: string;
  /** Offsets of the start tag. */
  readonly start: number;
  readonly end: number;
  /** Where its text begins and ends; an empty place where it has none. */
  readonly textStart: number;
  readonly textEnd: number;
}

type Open = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: Open[] };

/** No file of a package manager is nested deeper than this. */
const deepest = 200;
/** Characters that are parsed before a look at whether it is worth going on. */
const piece = 65_536;

/**
 * The root element of an XML text; null where it is none. Entities are not expanded beyond XML's own five, and nothing is
 * fetched.
 */
export function parseXml(text: string): XmlElement | null {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let root: Open | null = null;
  let failed = false;
  let tagStart = 0;
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentagstart', (tag) => {
    tagStart = parser.position - tag.name.length - 2;
  });
  parser.on('opentag', (tag) => {
    const end = parser.position;
    const element: Open = {
      name: plainName(tag.name),
      attributes: tag.attributes,
      children: [],
      text: '',
      start: tagStart,
      end,
      textStart: end,
      textEnd: end,
    };
    if (open.length >= deepest) failed = true;
    open[open.length - 1]?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (chunk: string) => {
    const element = open[open.length - 1];
    if (element === undefined) return;
    element.text += chunk;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', (tag) => {
    const element = open.pop();
    if (element === undefined) return;
    const closing = parser.position - tag.name.length - 3;
    element.textStart = element.end + (element.text.length - element.text.trimStart().length);
    element.text = element.text.trim();
    element.textEnd = Math.max(element.textStart, Math.min(closing, element.textStart + element.text.length));
  });
  // In pieces that end with a tag: what is broken is given up early, as the parser goes on after errors.
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length && !failed; ) {
    const tagEnd = text.indexOf('>', at + piece);
    const end = tagEnd < 0 ? text.length : tagEnd + 1;
    parser.write(text.slice(at, end));
    at = end;
  }
  if (failed || open.length > 0) return null;
  parser.close();
  return failed ? null : root;
}

function plainName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function xmlChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

export function xmlChildren(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of a child; empty where there is none. */
export function xmlText(element: XmlElement | undefined, name: string): string {
  return xmlChild(element, name)?.text ?? '';
}
