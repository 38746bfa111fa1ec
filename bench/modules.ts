export { completeAt } from '../src/completion/complete';
export { EngineClient } from '../src/engine/client';
export { admitted } from '../test/support/admitted';
