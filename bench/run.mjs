// Runs the benches and prints what stands in BENCHMARKS.md. usage: npm run bench [-- NAME…]
// activation · check [--rg PATH --files N --many N] · fuzz [--mutations N]
// typing [--model GGUF --peer LLAMA-SERVER --seed N] · busy [--model GGUF] · limit --llama-bench PATH [--model GGUF] · kill [--kills N]
// host [--keys N] · engine [--model GGUF]
// quality [--places N --bodies N --statements N --seed N --folder DIR --ways WAY,… --without --seen]
import { parseArgs } from 'node:util';
import { activationBench } from './activation.mjs';
import { busyBench } from './busy.mjs';
import { checkBench } from './check.mjs';
import { engineBench } from './engine.mjs';
import { fuzzBench } from './fuzz.mjs';
import { hostBench } from './host.mjs';
import { killBench } from './kill.mjs';
import { limitBench } from './limit.mjs';
import { qualityBench } from './quality.mjs';
import { describeTyping, typingBench } from './typing.mjs';
import { describeVerdicts, verdictsBench } from './verdicts.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    places: { type: 'string' },
    bodies: { type: 'string' },
    statements: { type: 'string' },
    folder: { type: 'string' },
    ways: { type: 'string' },
    without: { type: 'boolean' },
    seed: { type: 'string' },
    seen: { type: 'boolean' },
    model: { type: 'string' },
    peer: { type: 'string' },
    'llama-bench': { type: 'string' },
    kills: { type: 'string' },
    keys: { type: 'string' },
    rg: { type: 'string' },
    files: { type: 'string' },
    many: { type: 'string' },
    mutations: { type: 'string' },
  },
});
const wanted =
  positionals.length === 0 ? ['activation', 'verdicts', 'check', 'fuzz', 'typing', 'quality'] : positionals;

for (const name of wanted) {
  switch (name) {
    case 'verdicts':
      for (const [factor, cost] of await verdictsBench()) console.log(`verdicts: ${describeVerdicts(factor, cost)}`);
      break;
    case 'activation': {
      const { loadMs, activateMs, emptyMs, ratio } = await activationBench();
      console.log(
        `activation: load ${loadMs.toFixed(1)} ms, activate ${activateMs.toFixed(1)} ms; an empty extension ${emptyMs.toFixed(1)} ms (ratio ${ratio.toFixed(1)})`,
      );
      break;
    }
    case 'quality': {
      await qualityBench({
        places: Number(values.places ?? 1000),
        bodies: Number(values.bodies ?? 300),
        statements: Number(values.statements ?? 300),
        seed: Number(values.seed ?? 1),
        seen: values.seen === true,
        without: values.without === true,
        ...(values.folder === undefined ? {} : { folder: values.folder }),
        ...(values.ways === undefined ? {} : { ways: values.ways.split(',') }),
      });
      break;
    }
    case 'typing': {
      const { model, peer } = values;
      const turns = await typingBench({
        seed: Number(values.seed ?? 1),
        ...(model === undefined ? {} : { model }),
        ...(peer === undefined ? {} : { peer }),
      });
      for (const line of await describeTyping(turns)) console.log(line);
      break;
    }
    case 'busy':
      await busyBench(values.model === undefined ? {} : { model: values.model });
      break;
    case 'limit': {
      const { 'llama-bench': llamaBench, model } = values;
      if (llamaBench === undefined) throw new Error('limit needs --llama-bench PATH; bench/buildPeer.mjs builds one');
      await limitBench({ llamaBench, ...(model === undefined ? {} : { model }) });
      break;
    }
    case 'host':
      await hostBench({ keys: Number(values.keys ?? 36_000) });
      break;
    case 'kill':
      if (!(await killBench({ kills: Number(values.kills ?? 100) }))) process.exitCode = 1;
      break;
    case 'engine':
      await engineBench({ model: values.model }, console.log);
      break;
    case 'check':
      await checkBench({
        rg: values.rg,
        files: Number(values.files ?? 20_000),
        many: Number(values.many ?? 200_000),
        log: (line) => console.log(`check: ${line}`),
      });
      break;
    case 'fuzz':
      if (!(await fuzzBench(Number(values.mutations ?? 10_000), (line) => console.log(`fuzz: ${line}`)))) {
        process.exitCode = 1;
      }
      break;
    default:
      console.error(`unknown bench '${name}'; there are activation, check, engine, fuzz, quality, typing and verdicts`);
      process.exitCode = 2;
  }
}
