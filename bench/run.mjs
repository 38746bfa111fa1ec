// Runs the benches and prints what stands in BENCHMARKS.md. usage: npm run bench [-- quality | activation] [options of quality]
import { parseArgs } from 'node:util';
import { activationBench } from './activation.mjs';
import { describe, qualityBench } from './quality.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { places: { type: 'string' }, seed: { type: 'string' }, seen: { type: 'boolean' } },
});
const wanted = positionals.length === 0 ? ['activation', 'quality'] : positionals;

for (const name of wanted) {
  switch (name) {
    case 'activation': {
      const { loadMs, activateMs, emptyMs, ratio } = await activationBench();
      console.log(
        `activation: load ${loadMs.toFixed(1)} ms, activate ${activateMs.toFixed(1)} ms; an empty extension ${emptyMs.toFixed(1)} ms (ratio ${ratio.toFixed(1)})`,
      );
      break;
    }
    case 'quality': {
      const results = await qualityBench({
        places: Number(values.places ?? 1000),
        seed: Number(values.seed ?? 1),
        seen: values.seen === true,
        log: (line) => console.error(line),
      });
      for (const [kind, result] of Object.entries(results)) console.log(describe(kind, result));
      break;
    }
    default:
      console.error(`unknown bench '${name}'; there are activation and quality`);
      process.exitCode = 2;
  }
}
