import type { FromReport, ToReport } from './report/protocol';

declare function acquireVsCodeApi(): { postMessage(message: FromReport): void };

const host = acquireVsCodeApi();

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function follow(place: HTMLElement): void {
  const { file, line, column } = place.dataset;
  if (file !== undefined) host.postMessage({ kind: 'open', file, line: numberOf(line), column: numberOf(column) });
}

/** What was clicked or has the keyboard, if it is a place in a file. */
function placeOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-file]') : null;
}

for (const place of document.querySelectorAll<HTMLElement>('[data-file]')) {
  place.role = 'link';
  place.tabIndex = 0;
}
document.addEventListener('click', (event) => {
  const place = placeOf(event);
  if (place === null) return;
  event.preventDefault(); // in a summary the click would fold the finding, too
  follow(place);
});
document.addEventListener('keydown', (event) => {
  const place = event.key === 'Enter' ? placeOf(event) : null;
  if (place === null) return;
  event.preventDefault();
  follow(place);
});
for (const kind of ['save', 'check', 'newest'] as const) {
  document.getElementById(kind)?.addEventListener('click', () => host.postMessage({ kind }));
}
window.addEventListener('message', ({ data }: MessageEvent<ToReport>) => {
  const stale = document.getElementById('stale');
  if (data.kind === 'stale' && stale !== null) stale.hidden = false;
});

host.postMessage({ kind: 'ready' });
