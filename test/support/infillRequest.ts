import type { InfillRequest } from '../../src/engine/engine';

/** A request in the built-in model's order, with what is typed behind the middle token. */
export function infillRequest(
  prefix: string,
  typed: string,
  after: string,
  more: Partial<InfillRequest> = {},
): InfillRequest {
  return {
    prompt: [
      { special: 'suffix' },
      { text: after, maxTokens: 200, keep: 'start' },
      { special: 'prefix' },
      { text: prefix, maxTokens: 600, keep: 'end' },
      { special: 'middle' },
      { text: typed, maxTokens: 160, keep: 'end', heal: true },
    ],
    maxTokens: 40,
    singleLine: true,
    ...more,
  };
}
