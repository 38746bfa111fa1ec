import { asResult, BadFile, type ByteSource, type FileResult, withFile } from './bytes';
import { Cursor } from './cursor';
import { GGML_TYPES } from './ggmlTypes';
import { type GgufTokenizer, TokenScan } from './ggufTokenizer';

/**
 * Bounded reader of GGUF headers, versions 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 * Stricter than llama.cpp where the two could differ, so that what we judged is what it loads: keys and tensor names
 * are unique, every tensor lies inside the file.
 */

/** The most that a header may take: the file's first 64 MB. */
const MAX_HEADER = 64 * 1024 * 1024;
const MAX_KEYS = 16_384;
const MAX_KEY_BYTES = 65_535;
const MAX_TENSORS = 65_536;
const MAX_TENSOR_NAME = 4096;
/** A single value is kept up to this size; all together up to four times that. Templates and cards are far smaller. */
const MAX_VALUE = 2 * 1024 * 1024;
const MAX_VALUES = 4 * MAX_VALUE;
/** Longer arrays are counted, not kept. */
const MAX_KEPT_ITEMS = 1024;
const DEFAULT_ALIGNMENT = 32;

export type GgufScalar = string | number | bigint | boolean;

export interface GgufArray {
  readonly count: number;
  /** null when the array is long: then only its count is known. */
  readonly items: readonly GgufScalar[] | null;
}

export type GgufValue = GgufScalar | GgufArray;

export interface GgufTensor {
  readonly name: string;
  /** Elements per dimension, the fastest-moving first. */
  readonly shape: readonly number[];
  /** ggml type, e.g. `Q4_K`. */
  readonly type: string;
  /** Place of its data in the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface GgufFile {
  readonly version: number;
  readonly size: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly GgufTensor[];
  /** Bytes from the start of the file to the end of the last tensor's description. */
  readonly headerBytes: number;
  /** null when the file has no token list. */
  readonly tokenizer: GgufTokenizer | null;
}

/** Reads the header of a GGUF file. */
export function readGguf(path: string): Promise<FileResult<GgufFile>> {
  return withFile(path, parseGguf);
}

/** Reads a GGUF header from a source that is already open. */
export function readGgufFrom(source: ByteSource): Promise<FileResult<GgufFile>> {
  return asResult(() => parseGguf(source));
}

/** A metadata value as text; null when it is absent or no text. */
export function ggufText(gguf: GgufFile, key: string): string | null {
  const value = gguf.metadata.get(key);
  return typeof value === 'string' ? value : null;
}

/** A metadata value as a number; null when it is absent or no number. */
export function ggufNumber(gguf: GgufFile, key: string): number | null {
  const value = gguf.metadata.get(key);
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : null;
}

/** A metadata value as a list of texts; one text counts as a list of one. */
export function ggufTexts(gguf: GgufFile, key: string): readonly string[] {
  const value = gguf.metadata.get(key);
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value.items === null) return [];
  return value.items.filter((item): item is string => typeof item === 'string');
}

async function parseGguf(source: ByteSource): Promise<GgufFile> {
  if (source.size === 0) throw new BadFile({ kind: 'truncated', message: 'the file is empty; fetch it again' });
  const magic = Buffer.alloc(Math.min(4, source.size));
  const read = await source.read(magic, 0);
  const seen = magic.toString('latin1', 0, read);
  if (seen !== 'GGUF' && (read === 4 || !'GGUF'.startsWith(seen)))
    throw new BadFile({ kind: 'not-gguf', message: 'this is no GGUF file; choose a file that ends in .gguf' });
  const cursor = new Cursor(source, MAX_HEADER);
  await cursor.need(24);
  cursor.skip(4);
  const version = cursor.u32();
  checkVersion(version);
  const tensorCount = cursor.length();
  const keyCount = cursor.length();
  if (tensorCount > MAX_TENSORS) throw malformed(`it claims ${tensorCount} tensors`);
  if (keyCount > MAX_KEYS) throw malformed(`it claims ${keyCount} metadata keys`);
  const scan = new TokenScan();
  const metadata = await new MetadataReader(cursor, scan).read(keyCount);
  const alignment = readAlignment(metadata);
  const described = await readTensorInfos(cursor, tensorCount);
  const headerBytes = cursor.position;
  const dataStart = Math.ceil(headerBytes / alignment) * alignment;
  return {
    version,
    size: source.size,
    metadata,
    tensors: placeTensors(described, dataStart, alignment, source.size),
    headerBytes,
    tokenizer: await scan.finish(metadata, source),
  };
}

function malformed(what: string): BadFile {
  return new BadFile({ kind: 'malformed', message: `the GGUF header is broken: ${what}; fetch the file again` });
}

function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  // A file for big-endian machines shows its small version number in the upper bytes.
  if ((version & 0xffff) === 0 && version !== 0)
    throw new BadFile({
      kind: 'malformed',
      message: 'this GGUF file is for big-endian machines; fetch the usual (little-endian) one',
    });
  throw new BadFile({
    kind: 'malformed',
    message: `GGUF version ${version} is not supported (2 and 3 are); convert the file with a current llama.cpp`,
  });
}

const SCALAR_BYTES: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const STRING = 8;
const ARRAY = 9;

/** Reads the key-value part; long arrays are walked over, not kept. */
class MetadataReader {
  private kept = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly scan: TokenScan,
  ) {}

  async read(count: number): Promise<ReadonlyMap<string, GgufValue>> {
    const metadata = new Map<string, GgufValue>();
    for (let index = 0; index < count; index++) {
      const key = await this.key();
      if (metadata.has(key)) throw malformed(`the key "${shown(key)}" stands there twice`);
      await this.cursor.need(4);
      const type = this.cursor.u32();
      metadata.set(key, type === ARRAY ? await this.array(key) : await this.scalar(key, type));
    }
    return metadata;
  }

  private async key(): Promise<string> {
    await this.cursor.need(8);
    const length = this.cursor.length();
    if (length === 0 || length > MAX_KEY_BYTES) throw malformed(`a metadata key has ${length} bytes`);
    this.keep(length);
    await this.cursor.need(length);
    return this.cursor.bytes(length).toString('utf8');
  }

  private async scalar(key: string, type: number): Promise<GgufScalar> {
    if (type === STRING) {
      await this.cursor.need(8);
      return this.string(key);
    }
    const size = SCALAR_BYTES[type];
    if (size === undefined || size === 0) throw malformed(`the key "${shown(key)}" has the unknown type ${type}`);
    await this.cursor.need(size);
    return decode(this.cursor.bytes(size), type);
  }

  private async string(key: string): Promise<string> {
    const length = this.cursor.length();
    this.cursor.checkRange(length);
    if (length > MAX_VALUE) throw malformed(`the value of "${shown(key)}" has ${length} bytes`);
    this.keep(length);
    await this.cursor.need(length);
    return this.cursor.bytes(length).toString('utf8');
  }

  private async array(key: string): Promise<GgufArray> {
    await this.cursor.need(12);
    const type = this.cursor.u32();
    const count = this.cursor.length();
    // The format has room for arrays of arrays; llama.cpp refuses them, and no model uses them.
    if (type === ARRAY) throw malformed(`the key "${shown(key)}" holds arrays of arrays`);
    if (type === STRING) return this.strings(key, count);
    const size = SCALAR_BYTES[type];
    if (size === undefined || size === 0) throw malformed(`the array "${shown(key)}" has the unknown type ${type}`);
    if (count > MAX_KEPT_ITEMS) {
      this.cursor.skip(count * size);
      return { count, items: null };
    }
    this.keep(count * 8);
    await this.cursor.need(count * size);
    const bytes = this.cursor.bytes(count * size);
    const items: GgufScalar[] = [];
    for (let at = 0; at < bytes.length; at += size) items.push(decode(bytes.subarray(at, at + size), type));
    return { count, items };
  }

  private async strings(key: string, count: number): Promise<GgufArray> {
    const { cursor } = this;
    cursor.checkRange(count * 8);
    const visit = this.scan.visitor(key, count);
    const items: string[] | null = count <= MAX_KEPT_ITEMS ? [] : null;
    for (let index = 0; index < count; index++) {
      const at = cursor.position;
      if (cursor.available < 8) await cursor.need(8);
      const length = cursor.length();
      if (items === null && visit === null) {
        cursor.skip(length);
        continue;
      }
      if (length > MAX_VALUE) {
        cursor.checkRange(length);
        throw malformed(`an item of "${shown(key)}" has ${length} bytes`);
      }
      if (cursor.available < length) await cursor.need(length);
      const bytes = cursor.bytes(length);
      visit?.(index, at, bytes);
      if (items !== null) {
        this.keep(length);
        items.push(bytes.toString('utf8'));
      }
    }
    return { count, items };
  }

  private keep(bytes: number): void {
    this.kept += bytes;
    if (this.kept > MAX_VALUES) throw malformed(`its metadata is larger than ${MAX_VALUES / (1024 * 1024)} MB`);
  }
}

function decode(bytes: Buffer, type: number): GgufScalar {
  switch (type) {
    case 0:
      return bytes.readUInt8();
    case 1:
      return bytes.readInt8();
    case 2:
      return bytes.readUInt16LE();
    case 3:
      return bytes.readInt16LE();
    case 4:
      return bytes.readUInt32LE();
    case 5:
      return bytes.readInt32LE();
    case 6:
      return bytes.readFloatLE();
    case 7:
      return bytes.readUInt8() !== 0;
    case 10:
      return narrowed(bytes.readBigUInt64LE());
    case 11:
      return narrowed(bytes.readBigInt64LE());
    default:
      return bytes.readDoubleLE();
  }
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readAlignment(metadata: ReadonlyMap<string, GgufValue>): number {
  const value = metadata.get('general.alignment');
  if (value === undefined) return DEFAULT_ALIGNMENT;
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0 || (value & (value - 1)) !== 0)
    throw malformed('its alignment is no power of two');
  return value;
}

interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly offset: number;
}

async function readTensorInfos(cursor: Cursor, count: number): Promise<readonly TensorInfo[]> {
  const infos: TensorInfo[] = [];
  const names = new Set<string>();
  for (let index = 0; index < count; index++) {
    await cursor.need(8);
    const length = cursor.length();
    if (length > MAX_TENSOR_NAME) throw malformed(`a tensor's name has ${length} bytes`);
    await cursor.need(length + 4);
    const name = cursor.bytes(length).toString('utf8');
    if (names.has(name)) throw malformed(`the tensor "${shown(name)}" stands there twice`);
    names.add(name);
    const dimensions = cursor.u32();
    if (dimensions > 4) throw malformed(`the tensor "${shown(name)}" has ${dimensions} dimensions`);
    await cursor.need(dimensions * 8 + 12);
    const shape: number[] = [];
    for (let axis = 0; axis < dimensions; axis++) shape.push(cursor.length());
    const type = cursor.u32();
    infos.push({ name, shape, type, offset: cursor.length() });
  }
  return infos;
}

/** Works out where each tensor lies and checks that it lies inside the file. */
function placeTensors(
  infos: readonly TensorInfo[],
  dataStart: number,
  alignment: number,
  size: number,
): readonly GgufTensor[] {
  let end = 0;
  const tensors = infos.map((info): GgufTensor => {
    const type = GGML_TYPES.get(info.type);
    if (type === undefined)
      throw malformed(`the tensor "${shown(info.name)}" has the unknown type ${info.type}; update Licit if it is new`);
    const row = info.shape[0] ?? 1;
    const elements = info.shape.reduce((product, length) => product * length, 1);
    if (row % type.block !== 0 || !Number.isSafeInteger(elements))
      throw malformed(`the tensor "${shown(info.name)}" has an impossible shape`);
    const bytes = (elements / type.block) * type.bytes;
    const offset = dataStart + info.offset;
    if (info.offset % alignment !== 0 || !Number.isSafeInteger(offset + bytes))
      throw malformed(`the tensor "${shown(info.name)}" lies at an impossible place`);
    end = Math.max(end, offset + bytes);
    return { name: info.name, shape: info.shape, type: type.name, offset, bytes };
  });
  if (end > size)
    throw new BadFile({
      kind: 'truncated',
      message: `the file has ${size} bytes, but its tensors need ${end}: it was cut off; fetch it again`,
    });
  return tensors;
}

/** Names from a file stand in messages: short, and on one line. */
function shown(name: string): string {
  const clean = [...name].map((character) => ((character.codePointAt(0) ?? 0) < 32 ? '?' : character)).join('');
  return clean.length > 60 ? `${clean.slice(0, 60)}…` : clean;
}
