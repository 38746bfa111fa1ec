import { howToInstall } from './packages/howToInstall';
import { readPurl } from './packages/packageReference';
import type { Finding } from './report';

/** What a person can do about a finding, in one sentence. */
export function adviceFor(finding: Finding): string {
  const exception = exceptionFor(finding);
  if (finding.rule === 'unreadable') return 'make the file readable, or exclude it in .licitignore';
  if (finding.rule === 'reference-unresolved')
    return 'name the model, or the default, where the check can read it: in this file, or in a file of configuration';
  if (finding.rule === 'licence-text-missing')
    return 'install the packages, or ask the authors for the text, before you make the notices (`licit check --format notice`)';
  const ecosystem = readPurl(finding.resolved ?? '')?.ecosystem;
  if (finding.rule === 'package-licence-missing' && ecosystem !== undefined)
    return `${howToInstall[ecosystem]} and check again; where a package still has no licence, ask its authors, or record an accepted-risk exception in licit.policy.json`;
  if (finding.kind === 'license') {
    if (finding.rule === 'licence-drift') return 'put the right licence into the manifest or the licence file';
    return finding.verdict === 'denied'
      ? 'take these files out of the product, or get another licence for them and record it in licit.policy.json'
      : 'read the licence and decide; `uses` in licit.policy.json says where files only run behind a service';
  }
  if (finding.kind === 'package') {
    return finding.verdict === 'denied'
      ? `replace the package or get another licence for it, recorded in licit.policy.json as a separate-licence exception (${exception})`
      : `read its licence and decide; an accepted-risk exception in licit.policy.json records the decision (${exception})`;
  }
  if (finding.kind === 'output-use') {
    return `train on what people wrote, or on outputs of a model whose terms permit it (\`licit explain MODEL --use train\`), or get a separate licence and record it in licit.policy.json (${exception})`;
  }
  if (finding.verdict === 'denied' && finding.kind === 'dataset') {
    return `train on data that this project may use, or get a separate licence and record it in licit.policy.json (${exception})`;
  }
  if (finding.verdict === 'denied') {
    return `use a model that is allowed here (\`licit models\` lists them), or get a separate licence and record it in licit.policy.json (${exception})`;
  }
  return finding.resolved === null
    ? 'find out where it comes from and under which licence; until then use a known one, or record an accepted-risk exception with reason and expiry in licit.policy.json'
    : `decide what the reasons leave open (\`licit explain ${finding.resolved}\`); an accepted-risk exception in licit.policy.json records the decision (${exception})`;
}

/** What an exception for this has to name. Weights that are nobody's known file are named by their digest. */
function exceptionFor({ kind, file, reference, resolved }: Finding): string {
  if (kind === 'model' && resolved === null && reference === file)
    return `"sha256": the digest that \`licit fingerprint ${file}\` prints`;
  return `"${kind === 'package' ? 'package' : 'model'}": "${resolved ?? reference}"`;
}
