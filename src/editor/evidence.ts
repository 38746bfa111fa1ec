import type { Finding } from '../compliance/report';

/** Sources that a finding offers to open; the report has them all. */
const MOST = 2;

/** Addresses of the web where one reads what decides a finding: of the reasons that are as strict as its verdict, in their order. */
export function decisiveEvidence({ reasons, verdict }: Finding): readonly string[] {
  const urls = reasons
    .filter(({ effect }) => effect === verdict)
    .flatMap(({ evidence }) => evidence.map(({ url }) => url))
    .filter(isWebAddress);
  return [...new Set(urls)].slice(0, MOST);
}

/** True for what a browser may open; what stands in a registry or a project can be anything. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
