export { completeAt } from '../src/completion/complete';
export { ProjectMemory } from '../src/completion/project/projectMemory';
export { EngineClient } from '../src/engine/client';
export { admitted } from '../test/support/admitted';
