import type { Use } from './verdict';

const phrases: Readonly<Record<Use, string>> = {
  assist: 'running it as a tool of the developers and keeping what it writes',
  service: 'offering it to others over a network',
  ship: 'distributing the weights',
  derive: 'distributing fine-tuned, merged or quantised weights',
  outputs: 'using what it generates',
  train: 'training another model on what it generates',
};

const packagePhrases: Readonly<Record<Use, string>> = {
  ...phrases,
  assist: 'using it as a tool of the developers',
  service: 'running it behind a network service',
  ship: 'distributing it with a product',
};

/** Of a data set: what is done is training; what is handed on is what was made from it. */
const dataPhrases: Readonly<Record<Use, string>> = {
  ...phrases,
  assist: 'using it',
  ship: 'handing it on',
  derive: 'handing on what is made from it',
  train: 'training a model on it',
};

/** A use in the words of a reason: "… permits PHRASE". */
export function usePhrase(use: Use, what: 'weights' | 'code' | 'data' | 'package' = 'weights'): string {
  return (what === 'package' ? packagePhrases : what === 'data' ? dataPhrases : phrases)[use];
}
