/**
 * Extensions of code, pages and pictures: no package manager, no model format and no tool of models uses them for its own files. Most
 * files of a tree have one of these, and asking each of those about each of them would take longer than reading them.
 */
export const PLAIN_EXTENSIONS: ReadonlySet<string> = new Set([
  ...[
    '.ts',
    '.tsx',
    '.js',
    '.jsx',
    '.mjs',
    '.cjs',
    '.mts',
    '.cts',
    '.vue',
    '.svelte',
    '.py',
    '.pyi',
    '.go',
    '.rs',
    '.java',
  ],
  ...[
    '.kt',
    '.scala',
    '.swift',
    '.dart',
    '.c',
    '.h',
    '.cc',
    '.cpp',
    '.hpp',
    '.cs',
    '.php',
    '.css',
    '.scss',
    '.less',
    '.html',
  ],
  ...[
    '.md',
    '.mdx',
    '.rst',
    '.sh',
    '.sql',
    '.proto',
    '.png',
    '.jpg',
    '.jpeg',
    '.gif',
    '.svg',
    '.ico',
    '.woff2',
    '.map',
  ],
]);

/** True for names that say that a file belongs to nobody but the project; false says nothing. */
export function isPlainFile(path: string): boolean {
  return PLAIN_EXTENSIONS.has(path.slice(path.lastIndexOf('.')));
}
