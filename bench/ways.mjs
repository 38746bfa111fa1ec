// Ways of completing a place that the quality bench compares: ours, what others do, and ours with one thing left out. All but
// the cache alone go through the code that the editor runs; they differ in what the engine is asked.

/**
 * @typedef {import('../src/engine/engine').Engine} Engine
 * @typedef {import('../src/engine/engine').InfillRequest} Request
 * @typedef {import('../src/engine/engine').PromptPiece} Piece
 * @typedef {{ project: boolean, ask?: (request: Request) => Request }} Way
 */

const PEER = { prefixLines: 256, suffixLines: 64 };

/** @param {Request} request @returns {Request} */
function withoutCache({ around: _, ...request }) {
  return request;
}

/** @param {Request} request @param {(piece: Piece, before: Piece | undefined) => Piece} change @returns {Request} */
const changed = (request, change) => ({
  ...request,
  prompt: request.prompt.map((piece, index) => change(piece, request.prompt[index - 1])),
});

/** @param {Piece | undefined} piece @param {string} role */
const isRole = (piece, role) => piece !== undefined && 'special' in piece && piece.special === role;

/** All that is typed in the prefix, nothing behind the middle token. @param {Request} request @returns {Request} */
function plain(request) {
  const middle = request.prompt.findIndex((piece) => isRole(piece, 'middle'));
  const typed = request.prompt.slice(middle + 1);
  const rest = request.prompt.slice(0, middle);
  const text = rest.findIndex((_, index) => isRole(rest[index - 1], 'prefix'));
  return { ...request, prompt: [...rest.slice(0, text + 1), ...typed, ...rest.slice(text + 1), { special: 'middle' }] };
}

/** Nothing but lines around the cursor, nothing healed. @param {Request} request @returns {Request} */
function asPeer(request) {
  const pieces = plain(withoutNames(request)).prompt;
  const prompt = pieces.map((/** @type {Piece} */ piece) => {
    if ('special' in piece) return piece;
    const { heal: _, ...kept } = piece;
    const lines = kept.text.split('\n');
    const text =
      kept.keep === 'start'
        ? lines.slice(0, PEER.suffixLines + 1).join('\n')
        : lines.slice(-PEER.prefixLines - 1).join('\n');
    return { ...kept, text };
  });
  return withoutCache({ ...request, prompt });
}

/** @param {Request} request @returns {Request} */
function withoutNames(request) {
  const start = request.prompt.findIndex((piece) => isRole(piece, 'prefix') || isRole(piece, 'suffix'));
  return { ...request, prompt: request.prompt.slice(start) };
}

/** @type {Readonly<Record<string, Way>>} */
export const WAYS = {
  'model alone': { project: false, ask: withoutCache },
  "the peer's layout": { project: false, ask: asPeer },
  cold: { project: false },
  warm: { project: true },
};

/** Warm, without one thing. @type {Readonly<Record<string, Way>>} */
export const LEFT_OUT = {
  'the project': { project: false },
  'the open file in the cache': {
    project: true,
    ask: (request) =>
      request.around === undefined ? request : { ...request, around: { ...request.around, before: '', after: '' } },
  },
  'what follows the cursor': {
    project: true,
    ask: (request) =>
      changed(request, (piece, before) =>
        isRole(before, 'suffix') && 'text' in piece ? { ...piece, text: '' } : piece,
      ),
  },
  'names of repository and file': { project: true, ask: withoutNames },
  healing: {
    project: true,
    ask: (request) => changed(request, (piece) => ('text' in piece ? { ...piece, heal: false } : piece)),
  },
  'lines behind the middle token': { project: true, ask: plain },
};
