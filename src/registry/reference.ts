/** A reference to a model or a data set, taken apart. Nothing is looked up here. */
export interface Reference {
  /** Where the spelling says that it lives; `any` when it does not say. */
  readonly place: 'hub' | 'ollama' | 'github' | 'elsewhere' | 'any';
  /** `org/name` or a bare name, as written. */
  readonly name: string;
  /** The spelling says that it is a data set. */
  readonly dataset: boolean;
  readonly revision?: string;
  /** What stands behind the colon: an Ollama tag or a quantisation. */
  readonly tag?: string;
}

const hubHosts = new Set([
  'huggingface.co',
  'www.huggingface.co',
  'hf.co',
  'hf-mirror.com',
  'api-inference.huggingface.co',
  'router.huggingface.co',
  'modelscope.cn',
  'www.modelscope.cn',
]);
/** What stands before a repository in the hub's interfaces. */
const hubRoute = /^(?:(?:api|hf-inference)\/)?(?:models\/|pipeline\/[\w-]+\/(?=[^/]+\/))?/i;
const ollamaHosts = new Set(['ollama.com', 'www.ollama.com', 'ollama.ai', 'registry.ollama.ai']);

/**
 * Takes a reference apart: hub ids and URLs with `@revision`, `/tree/REVISION`, `/resolve/REVISION/file` or `:Q4_K_M`, Ollama
 * tags, repositories, names. Case is kept; comparing is the look-up's matter.
 */
export function parseReference(text: string): Reference {
  const trimmed = text.trim().normalize('NFKC').replace(/\s+/g, ' ');
  const { host, path } = splitHost(trimmed);
  if (host === undefined) {
    // Ollama's own full names, and those of programs that speak with several servers.
    const onOllama = /^(?:library|ollama|ollama_chat)\/([^/].*)$/i.exec(path);
    return onOllama === null ? parsePath('any', path) : parsePath('ollama', onOllama[1] ?? '');
  }
  if (hubHosts.has(host)) return parsePath('hub', path.replace(hubRoute, ''));
  if (ollamaHosts.has(host)) return parsePath('ollama', path.replace(/^library\//i, ''));
  if (host === 'github.com' || host === 'www.github.com') {
    return {
      place: 'github',
      name: path
        .replace(/\.git$/i, '')
        .split('/')
        .slice(0, 2)
        .join('/'),
      dataset: false,
    };
  }
  return { place: 'elsewhere', name: trimmed, dataset: false };
}

function splitHost(text: string): { readonly host?: string; readonly path: string } {
  const hubScheme = /^(?:hf|huggingface):(?:\/\/)?(?!\/)(.*)$/i.exec(text);
  if (hubScheme !== null) return { host: 'huggingface.co', path: hubScheme[1] ?? '' };
  const ollamaScheme = /^ollama:(?:\/\/)?(?!\/)(.+)$/i.exec(text);
  if (ollamaScheme !== null) return { host: 'ollama.com', path: ollamaScheme[1] ?? '' };
  const url = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/@]*@)?([^/:?#]+)(?::\d+)?\/?([^?#]*)/i.exec(text);
  if (url !== null) return { host: (url[1] ?? '').toLowerCase(), path: stripSlashes(url[2] ?? '') };
  const bare = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/([^?#]*)/i.exec(text);
  const host = bare?.[1]?.toLowerCase();
  if (host !== undefined && (hubHosts.has(host) || ollamaHosts.has(host) || host.endsWith('github.com'))) {
    return { host, path: stripSlashes(bare?.[2] ?? '') };
  }
  return { path: stripSlashes(text) };
}

function stripSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}

function parsePath(place: 'hub' | 'ollama' | 'any', path: string): Reference {
  const dataset = place !== 'ollama' && /^datasets\//i.test(path);
  const rest = dataset ? path.slice('datasets/'.length) : path;
  const page = /^([^/]+\/[^/]+)\/(?:tree|blob|raw|resolve|commit|blame)\/([^/]+)/i.exec(rest);
  if (page?.[1] !== undefined && page[2] !== undefined) {
    return { place, name: page[1], dataset, revision: decoded(page[2]) };
  }
  const parts = /^(.*?)(?::([^:@/]+))?(?:@([^@]+))?$/.exec(rest);
  const name = parts?.[1] ?? rest;
  // `org/name/discussions` and other pages of a hub repository are that repository.
  const repository = place === 'hub' ? name.split('/').slice(0, 2).join('/') : name;
  return {
    place,
    name: repository,
    dataset,
    ...(parts?.[3] === undefined ? {} : { revision: parts[3] }),
    ...(parts?.[2] === undefined ? {} : { tag: parts[2] }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray per cent sign: the text itself is the revision
  }
}

/**
 * A name as people write it: whether a space or a hyphen stands between its parts says nothing, nor whether anything stands before
 * a number (`Qwen 2.5`, `GPT4`).
 */
export function looseKey(name: string): string {
  return nameKey(name)
    .replace(/[\s_-]+/g, '-')
    .replace(/(\p{L})-(?=\d)/gu, '$1');
}

/** The form in which names and ids are compared. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
