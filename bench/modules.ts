export { byTurns, quantile, summary } from '../src/cli/replay/compare';
export { makeSession } from '../src/cli/replay/makeSession';
export { Ours } from '../src/cli/replay/ours';
export { Peer } from '../src/cli/replay/peer';
export { completeAt } from '../src/completion/complete';
export { ProjectMemory } from '../src/completion/project/projectMemory';
export { EngineClient } from '../src/engine/client';
export { admitted } from '../test/support/admitted';
