export { recheck, runCheck } from '../src/compliance/check';
export { CLUES, HOSTS, MARKS } from '../src/compliance/clues/clueWords';
export { DigestStore } from '../src/gate/digests';
export { detectFacts } from '../src/project/detect';
export { loadRegistry } from '../src/registry/load';
