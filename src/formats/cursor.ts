import { BadFile, type ByteSource } from './bytes';

const CHUNK = 256 * 1024;

/**
 * Reads a header front to back through one chunk in memory. `need(n)` waits until `n` bytes are there;
 * the getters then take them without waiting, so loops over many small values stay quick.
 */
export class Cursor {
  private buffer: Buffer = Buffer.alloc(0);
  private start = 0;

  /**
   * Starts at `base`, the place in the file of `buffer[0]`. Bytes past `limit` are refused: a header is small, whatever
   * the file claims.
   */
  constructor(
    private readonly source: ByteSource,
    private readonly limit: number,
    private base = 0,
  ) {}

  get position(): number {
    return this.base + this.start;
  }

  get available(): number {
    return this.buffer.length - this.start;
  }

  async need(count: number): Promise<void> {
    if (this.available >= count) return;
    const from = this.position;
    this.checkRange(count);
    const kept = this.buffer.subarray(this.start);
    const room = Math.min(Math.max(CHUNK, count), this.source.size - from);
    const next = Buffer.allocUnsafe(room);
    kept.copy(next);
    const read = await this.source.read(next.subarray(kept.length), from + kept.length);
    this.buffer = next.subarray(0, kept.length + read);
    this.base = from;
    this.start = 0;
    if (this.available < count) throw truncated(from, this.source.size);
  }

  /** Moves on without reading what lies between. */
  skip(count: number): void {
    this.checkRange(count);
    if (count <= this.available) {
      this.start += count;
      return;
    }
    this.base = this.position + count;
    this.buffer = Buffer.alloc(0);
    this.start = 0;
  }

  /** Checks that `count` more bytes lie within the header's bounds and the file. */
  checkRange(count: number): void {
    if (this.position + count > this.limit)
      throw new BadFile({
        kind: 'malformed',
        message: `the header claims more than ${this.limit / (1024 * 1024)} MB; this is no usable model file`,
      });
    if (this.position + count > this.source.size) throw truncated(this.position, this.source.size);
  }

  bytes(count: number): Buffer {
    const part = this.buffer.subarray(this.start, this.start + count);
    this.start += count;
    return part;
  }

  u32(): number {
    const value = this.buffer.readUInt32LE(this.start);
    this.start += 4;
    return value;
  }

  /** A 64-bit length or count; past 2^53 it is as good as endless. */
  length(): number {
    const low = this.buffer.readUInt32LE(this.start);
    const high = this.buffer.readUInt32LE(this.start + 4);
    this.start += 8;
    return high * 0x1_0000_0000 + low;
  }
}

function truncated(position: number, size: number): BadFile {
  return new BadFile({
    kind: 'truncated',
    message: `the file ends inside its header (at byte ${size}, while reading from byte ${position}); fetch it again`,
  });
}
