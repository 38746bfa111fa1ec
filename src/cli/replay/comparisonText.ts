import { quantile, summary, type Turn } from './compare';
import type { Session } from './session';
import { type KeyResult, keysOf } from './typist';

/** What turns came to, for a person. */
export function comparisonText(model: string, session: Session, turns: readonly Turn[]): string {
  const { keys, ratio } = summary(turns);
  const answered = turns.filter((turn) => turn.every(({ asked }) => asked));
  const [ours = [], peer = []] = [0, 1].map((index) => answered.flatMap((turn) => turn[index] ?? []));
  const files = session.files.map(({ path }) => path).join(', ');
  const many = `${turns.length} key${turns.length === 1 ? '' : 's'}`;
  const by = turns.some((turn) => turn.length > 1) ? ' by both' : '';
  const title = `${model}: ${many}, ${keys} of them answered${by}, in ${files}`;
  if (keys === 0) return `${title}: nothing to compare\n`;
  const lines = [title, side('Licit', ours)];
  if (ratio !== undefined) {
    lines.push(
      side('llama-server', peer),
      `ratio: ${ratio.median.toFixed(2)} (median), ${ratio.p95.toFixed(2)} (95th percentile)`,
    );
    const both = answered.filter((turn) => turn.every(askedModel));
    if (both.length > 0) {
      const { ratio: there } = summary(both);
      lines.push(
        `  where both asked the model (keys: ${both.length}): ${there?.median.toFixed(2)}, ${there?.p95.toFixed(2)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** How many keys a session has, about: what is accepted may be nothing. */
export function lengthOf({ files }: Session): number {
  return files.flatMap(({ steps }) => steps).reduce((sum, step) => sum + keysOf(step), 0);
}

const askedModel = ({ evaluated, generated }: KeyResult) => evaluated > 0 || generated > 0;

function side(name: string, results: readonly KeyResult[]): string {
  const times = (of: readonly KeyResult[]) => {
    const all = of.map(({ ms }) => ms);
    return `${Math.round(quantile(all, 0.5))} ms (median; 95th percentile ${Math.round(quantile(all, 0.95))} ms)`;
  };
  const asked = results.filter(askedModel);
  const tokens = quantile(
    asked.map(({ evaluated }) => evaluated),
    0.5,
  );
  const model =
    asked.length === 0
      ? ', all of them from memory'
      : `; ${results.length - asked.length} from memory, the model answers the others in ${times(asked)} and evaluates ${tokens} prompt token${tokens === 1 ? '' : 's'} for one (median)`;
  return `${name} answers a key in ${times(results)}${model}`;
}
