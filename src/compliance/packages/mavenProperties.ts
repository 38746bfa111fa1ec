import { type XmlElement, xmlChild, xmlText } from './xmlTree';

/** Fills in what `${…}` means. */
export type Fill = (text: string) => string;

/** Names and versions are shorter; what grows beyond it is no text that anybody means. */
const longest = 1000;

/** What `${…}` means in a POM with these parents, itself first. */
export function propertiesOf(lineage: readonly XmlElement[]): Fill {
  const properties = new Map<string, string>();
  for (const project of [...lineage].reverse())
    for (const { name, text } of xmlChild(project, 'properties')?.children ?? []) properties.set(name, text);
  const [own] = lineage;
  const parent = xmlChild(own, 'parent');
  for (const name of ['groupId', 'artifactId', 'version']) {
    const value = xmlText(own, name) || xmlText(parent, name);
    for (const prefix of ['project.', 'pom.', '']) properties.set(`${prefix}${name}`, value);
    for (const prefix of ['project.parent.', 'parent.']) properties.set(`${prefix}${name}`, xmlText(parent, name));
  }
  return (text) => resolved(text, properties);
}

/** The text with what its properties mean; those that stand elsewhere stay. A property may name another one. */
function resolved(text: string, properties: ReadonlyMap<string, string>): string {
  let result = text;
  for (let round = 0; round < 5 && result.includes('${'); round++) {
    let length = result.length;
    const filled = result.replace(/\$\{([^{}]{1,200})\}/g, (whole, name: string) => {
      const value = properties.get(name) ?? whole;
      length += value.length - whole.length;
      return length > longest ? whole : value;
    });
    if (length > longest) return text;
    result = filled;
  }
  return result;
}
