// code-server allows every extension every proposed API, so a use of one would pass here and fail for users. This puts
// VS Code's own check back: an extension has the proposals that its manifest names, and no others.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The function that answers "yes" to every question, right before the one that throws when the answer is "no". */
const permissive =
  /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\w+,\w+\)\{if\(!\1\(\w+,\w+\)\)throw new Error\(`Extension '\$\{\w+\.identifier\.value\}' CANNOT use API proposal)/;

/**
 * @param {string} codeServer folder of the code-server package
 * @returns {Promise<void>} rejects when this code-server's check is not where it is known to be
 */
export async function restoreProposedApiCheck(codeServer) {
  const file = join(codeServer, 'lib/vscode/out/vs/workbench/api/node/extensionHostProcess.js');
  const source = await readFile(file, 'utf8');
  if (!permissive.test(source)) {
    throw new Error(`${file}: the check of proposed API was not found; adapt test/editor/setup/strict-api.mjs`);
  }
  const strict = source.replace(
    permissive,
    (_, name, extension, proposal) =>
      `function ${name}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}`,
  );
  await writeFile(file, strict);
}
