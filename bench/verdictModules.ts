export { judge, judgeUses } from '../src/licensing/judge';
export { detectFacts, projectTerms } from '../src/project/detect';
export { loadRegistry } from '../src/registry/load';
