import { asResult, BadFile, type ByteSource, type FileResult } from './bytes';

/**
 * Bounded reader of safetensors headers (https://huggingface.co/docs/safetensors): eight bytes of length, then JSON that
 * names each tensor's type, shape and place.
 */

/** The format allows 100 MB; a shard's header has some hundred kilobytes, and JSON costs many times its size in memory. */
const MAX_HEADER = 8 * 1024 * 1024;
const MAX_TENSORS = 65_536;

/** Bits per element (`Dtype` in the safetensors library). */
const TYPE_BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};

export interface SafetensorsTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  /** Place of its data in the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface SafetensorsFile {
  readonly size: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly SafetensorsTensor[];
  readonly headerBytes: number;
}

/** Reads a safetensors header from a source that is already open. */
export function readSafetensorsFrom(source: ByteSource): Promise<FileResult<SafetensorsFile>> {
  return asResult(() => parseSafetensors(source));
}

function malformed(what: string): BadFile {
  return new BadFile({ kind: 'malformed', message: `the safetensors header is broken: ${what}; fetch the file again` });
}

function truncated(size: number, needed: number): BadFile {
  return new BadFile({
    kind: 'truncated',
    message: `the file has ${size} bytes, but needs ${needed}: it was cut off; fetch it again`,
  });
}

async function parseSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const head = Buffer.alloc(9);
  const read = await source.read(head, 0);
  if (read === 0) throw new BadFile({ kind: 'truncated', message: 'the file is empty; fetch it again' });
  if (read < 9 || head[8] !== 0x7b)
    throw new BadFile({ kind: 'not-safetensors', message: 'this is no safetensors file; choose another' });
  const length = Number(head.readBigUInt64LE());
  if (length > MAX_HEADER) throw malformed(`it claims ${length} bytes of header`);
  if (8 + length > source.size) throw truncated(source.size, 8 + length);
  const text = Buffer.alloc(length);
  if ((await source.read(text, 8)) < length) throw truncated(source.size, 8 + length);
  return interpret(parseJson(text), 8 + length, source.size);
}

function parseJson(text: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch (error) {
    // SyntaxError, or RangeError for nesting deeper than the parser's stack: the file's fault in both cases.
    throw malformed(error instanceof SyntaxError ? 'it is no JSON' : 'it is nested too deeply');
  }
  if (!isObject(value)) throw malformed('it is no JSON object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function interpret(header: Record<string, unknown>, headerBytes: number, size: number): SafetensorsFile {
  const metadata = new Map<string, string>();
  const tensors: SafetensorsTensor[] = [];
  let end = headerBytes;
  for (const [name, entry] of Object.entries(header)) {
    if (!isObject(entry)) throw malformed('an entry is no object');
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(entry)) if (typeof value === 'string') metadata.set(key, value);
      continue;
    }
    const tensor = readTensor(name, entry, headerBytes);
    end = Math.max(end, tensor.offset + tensor.bytes);
    tensors.push(tensor);
    if (tensors.length > MAX_TENSORS) throw malformed(`it names more than ${MAX_TENSORS} tensors`);
  }
  if (end > size) throw truncated(size, end);
  return { size, metadata, tensors, headerBytes };
}

function readTensor(name: string, entry: Record<string, unknown>, headerBytes: number): SafetensorsTensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  const bits = typeof dtype === 'string' ? TYPE_BITS[dtype] : undefined;
  if (typeof dtype !== 'string' || bits === undefined) throw malformed('a tensor has an unknown type');
  if (!Array.isArray(shape) || !shape.every(isCount)) throw malformed('a tensor has no shape');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw malformed('a tensor has no place');
  const [begin, finish] = offsets;
  const elements = shape.reduce((product, count) => product * count, 1);
  if (begin === undefined || finish === undefined || finish - begin !== Math.ceil((elements * bits) / 8))
    throw malformed("a tensor's shape does not fit its place");
  return { name, shape, type: dtype, offset: headerBytes + begin, bytes: finish - begin };
}
