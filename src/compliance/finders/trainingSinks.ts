import type { Token } from '../text/lex';
import { type DataPath, isDataFile } from './dataPaths';
import { type Call, maxArguments } from './generators';

/** Where something becomes data that a model is trained on, in words. */
export interface Sink {
  readonly call: Call;
  readonly what: string;
  /**
   * A file of data of which nobody here says what it is for: training data if something trains on it. Empty where its name is known
   * only at run time.
   */
  readonly onlyIfRead?: string;
}

/** Words by which people call data that is made to train on. */
const training =
  /train|(?:^|[^a-z])(?:sft|dpo|kto|grpo)(?:[^a-z]|$)|fine[-_]?tun|rlhf|instruct|distil|synthe[ts]|alpaca|sharegpt|preference/i;
/** Records of what a model did, kept for people. */
const keptForPeople =
  /(?:^|[/_.-])(?:logs?|caches?|cached|evals?|evaluations?|results?|outputs?|predictions?|history|transcripts?|responses?|answers?|metrics|benchmarks?)(?:[/_.-]|$)/i;
/** Keys of records that only data for training has. */
const recordKeys = /^(?:instruction|completion|chosen|rejected|conversations)$/;

/** The same of an expression; `args.output` is anything. */
function isForPeople(words: string): boolean {
  return keptForPeople.test(words.replace(/\W+/g, '_').replace(/_outputs?(?=_|$)/g, ''));
}

const trainer = /^[A-Z]\w*Trainer$/;
const setMakers = /^(?:from_list|from_dict|from_pandas|from_generator)$/;
/** Those of them that write records, whatever the file is called. */
const recordWriters = /^(?:writerows?|write_all|dump|to_json|to_jsonl|to_csv|to_parquet|save_to_disk)$/;
/** Those whose first argument is the path, or that are methods of one. */
const pathWriters =
  /^(?:write_text|writeFile|writeFileSync|appendFile|appendFileSync|outputFile|to_json|to_jsonl|to_csv|to_parquet|save_to_disk)$/;
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
   * `files`: the open files and paths, by the names that hold them. `receiver`: the call whose result the method is called on.
   * `pathAt`: what the expression at a token is as a path. null for a call that makes no training data.
   */
  of(
    call: Call,
    files: (name: string) => DataPath | undefined,
    receiver: Call | undefined,
    pathAt: (index: number) => DataPath,
  ): Sink | null {
    const { names } = call;
    const name = names[names.length - 1] ?? '';
    if (trainer.test(name)) return { call, what: name };
    if (setMakers.test(name))
      return this.isForTraining || this.hasRecords || this.publishes ? { call, what: 'a data set' } : null;
    if (!writers.test(name)) return null;
    const file = this.fileOf(call, files, receiver, pathAt);
    const path = file?.path ?? null;
    if (this.isTrainingFile(path)) return { call, what: path ?? 'a file' };
    if (file === null || (path === null ? isForPeople(file.words) : keptForPeople.test(path))) return null;
    if (path !== null) {
      if (!isDataFile(path)) return null;
      return { call, what: path, onlyIfRead: path.includes('*') ? '' : path };
    }
    return this.writesRecords(call) ? { call, what: 'a file that is named at run time', onlyIfRead: '' } : null;
  }

  private writesRecords({ names, open, close }: Call): boolean {
    if (recordWriters.test(names[names.length - 1] ?? '')) return true;
    const end = Math.min(close, open + maxArguments);
    for (let at = open; at < end; at++)
      if (/^(?:dumps|stringify|to_jsonl?|model_dump_json)$/.test(this.tokens[at]?.text ?? '')) return true;
    return false;
  }

  private isTrainingFile(path: string | null): boolean {
    if (path === null) return this.isForTraining && this.hasRecords;
    if (training.test(path)) return true;
    if (keptForPeople.test(path) || !isDataFile(path)) return false;
    return this.isForTraining || this.hasRecords || (this.hasChats && /\.jsonl$/i.test(path));
  }

  /** The file that a call writes into; null where it may write into anything. */
  private fileOf(
    call: Call,
    files: (name: string) => DataPath | undefined,
    receiver: Call | undefined,
    pathAt: (index: number) => DataPath,
  ): DataPath | null {
    const opened = call.names.map(files).find((file) => file !== undefined);
    if (opened !== undefined) return opened;
    for (const { open } of receiver === undefined ? [call] : [receiver, call]) {
      const file = pathAt(open + 1);
      if (file.path !== null && isDataFile(file.path)) return file;
    }
    if (receiver?.names[receiver.names.length - 1] === 'open') return pathAt(receiver.open + 1);
    // json.dump(rows, file)
    const end = Math.min(call.close, call.open + maxArguments);
    for (let at = call.open + 1; at < end; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'word') continue;
      const opens = token.text === 'open' && this.tokens[at + 1]?.text === '(';
      const file = opens ? pathAt(at + 2) : files(token.text);
      if (file !== undefined) return file;
    }
    return pathWriters.test(call.names[call.names.length - 1] ?? '') ? pathAt(call.open + 1) : null;
  }
}
