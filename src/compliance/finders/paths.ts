import type { Token } from '../text/lex';
import { isHubId } from './hubId';
import { isOwnFolder } from './keys';

/** Makes a path of the project's own. */
const pathMaker = /^(?:Path|PurePath|resolve|dirname|abspath|expanduser|realpath|mkdtemp|fileURLToPath|str)$/;

/** An expression makes a path of the project's own, which is no name of a model. */
export function isPath(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (first?.kind === 'string') {
    const beginning = first.text.split(/[{$]/, 1)[0] ?? '';
    if (/^(?:\.{0,2}\/|~|file:)/.test(beginning)) return true;
    const slash = beginning.indexOf('/');
    if (slash > 0 && !isHubId(`${beginning.slice(0, slash)}/x`)) return true;
    const variable = /^\$?\{([^{}]*)\}\//.exec(first.text)?.[1];
    if (variable !== undefined && isOwnFolder(variable.replace(/^.*\W/, ''))) return true;
  }
  return tokens.some((token, at) => {
    if (token.kind === 'sign') return token.text === '/';
    if (token.kind !== 'word' || tokens[at + 1]?.text !== '(') return false;
    return pathMaker.test(token.text) || (token.text === 'join' && tokens[at - 2]?.text === 'path');
  });
}
