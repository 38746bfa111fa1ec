import type { Token } from '../text/lex';
import { type Call, maxArguments } from './generators';
import type { Values } from './values';

/** Where something becomes data that a model is trained on, in words. */
export interface Sink {
  readonly call: Call;
  readonly what: string;
  /** A file of data of which nobody here says what it is for: training data if something trains on it. */
  readonly onlyIfRead?: string;
}

/** Words by which people call data that is made to train on. */
const training =
  /train|(?:^|[^a-z])(?:sft|dpo|kto|grpo)(?:[^a-z]|$)|fine[-_]?tun|rlhf|instruct|distil|synthe[ts]|alpaca|sharegpt|preference/i;
/** Records of what a model did, kept for people. */
const keptForPeople =
  /(?:^|[/_.-])(?:logs?|caches?|cached|evals?|evaluations?|results?|outputs?|predictions?|history|transcripts?|responses?|answers?|metrics|benchmarks?)(?:[/_.-]|$)/i;
const dataFile = /\.(?:jsonl?|ndjson|csv|tsv|parquet|arrow|txt)(?:\.gz|\.zst)?$/i;
/** Keys of records that only data for training has. */
const recordKeys = /^(?:instruction|completion|chosen|rejected|conversations)$/;

const trainer = /^[A-Z]\w*Trainer$/;
const setMakers = /^(?:from_list|from_dict|from_pandas|from_generator)$/;
const writers =
  /^(?:write|writelines|write_all|write_text|writerows?|writeFile|writeFileSync|appendFile|appendFileSync|outputFile|dump|to_json|to_jsonl|to_csv|to_parquet|save_to_disk)$/;

/** Tells which calls of a file make training data of their arguments. */
export class TrainingSinks {
  /** The file's own name, or what it goes on to do, says that it makes data to train on. */
  private readonly isForTraining: boolean;
  private readonly hasRecords: boolean;
  /** It puts data sets onto the hub, for others to train on. */
  private readonly publishes: boolean;
  private readonly hasChats: boolean;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly values: Values,
    path: string,
    calls: readonly Call[],
  ) {
    const named = (pattern: RegExp) => calls.some(({ names }) => pattern.test(names[names.length - 1] ?? ''));
    this.isForTraining = training.test(path.slice(path.lastIndexOf('/') + 1)) || named(trainer);
    this.publishes = named(/^push_to_hub$/);
    this.hasRecords = tokens.some(({ kind, text }) => kind !== 'sign' && recordKeys.test(text));
    this.hasChats = tokens.some(({ kind, text }) => kind === 'string' && text === 'assistant');
  }

  /**
   * `paths`: of the open files, by the names that hold them. `receiver`: the call whose result the method is called on.
   * null for a call that makes no training data.
   */
  of(call: Call, paths: (name: string) => string | undefined, receiver: Call | undefined): Sink | null {
    const { names } = call;
    const name = names[names.length - 1] ?? '';
    if (trainer.test(name)) return { call, what: name };
    if (setMakers.test(name))
      return this.isForTraining || this.hasRecords || this.publishes ? { call, what: 'a data set' } : null;
    if (!writers.test(name)) return null;
    const path = this.pathOf(call, paths, receiver);
    if (this.isTrainingFile(path)) return { call, what: path ?? 'a file' };
    const isOpen = path !== null && dataFile.test(path) && !keptForPeople.test(path);
    return isOpen ? { call, what: path, onlyIfRead: path } : null;
  }

  private isTrainingFile(path: string | null): boolean {
    if (path === null) return this.isForTraining && this.hasRecords;
    if (training.test(path)) return true;
    if (keptForPeople.test(path) || !dataFile.test(path)) return false;
    return this.isForTraining || this.hasRecords || (this.hasChats && /\.jsonl$/i.test(path));
  }

  private pathOf(call: Call, paths: (name: string) => string | undefined, receiver: Call | undefined): string | null {
    const opened = call.names.map(paths).find((path) => path !== undefined);
    if (opened !== undefined) return opened;
    for (const { open } of receiver === undefined ? [call] : [receiver, call]) {
      const value = this.values.at(open + 1)?.value.text;
      if (value !== undefined && dataFile.test(value)) return value;
    }
    // json.dump(rows, file)
    const end = Math.min(call.close, call.open + maxArguments);
    for (let at = call.open + 1; at < end; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'word') continue;
      const opens = token.text === 'open' && this.tokens[at + 1]?.text === '(';
      const path = opens ? this.values.at(at + 2)?.value.text : paths(token.text);
      if (path !== undefined) return path;
    }
    return null;
  }
}
