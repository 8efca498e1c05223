import { decodeChunk } from "@lockstep/core/parts";
import type { Chunk } from "@lockstep/core/parts";

/** Lengths of the head and of the data, big-endian. */
export const prefixBytes = 8;

const nothing: Uint8Array = new Uint8Array(0);

/**
 * Takes a byte stream of [head length][data length][head][data] apart, where the head is a Chunk without its data. Data are handed on as they
 * come, each piece as a Chunk of its own, and never put together: whoever gets them copies them to where they belong.
 */
export class MessagePieces {
  readonly #onChunk: (chunk: Chunk) => void;
  readonly #prefix = Buffer.alloc(prefixBytes);
  #prefixLength = 0;
  #head: Buffer = Buffer.alloc(0);
  #headLength = 0;
  #chunk: Chunk | null = null;
  #dataLeft = 0;
  #offset = 0;

  /** @param onChunk its `data` are valid during the call only */
  constructor(onChunk: (chunk: Chunk) => void) {
    this.#onChunk = onChunk;
  }

  /** @throws LockstepError "protocol" if a head is none of a Chunk */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at += this.#take(bytes.subarray(at));
  }

  /** @returns how many bytes it took, at least 1 */
  #take(bytes: Uint8Array): number {
    if (this.#chunk !== null) return this.#takeData(this.#chunk, bytes);
    if (this.#prefixLength < prefixBytes) return this.#takePrefix(bytes);
    return this.#takeHead(bytes);
  }

  #takePrefix(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, prefixBytes - this.#prefixLength);
    this.#prefix.set(taken, this.#prefixLength);
    this.#prefixLength += taken.length;
    if (this.#prefixLength === prefixBytes) {
      this.#head = Buffer.allocUnsafe(this.#prefix.readUInt32BE(0));
      this.#headLength = 0;
      this.#dataLeft = this.#prefix.readUInt32BE(4);
    }
    return taken.length;
  }

  #takeHead(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#head.length - this.#headLength);
    this.#head.set(taken, this.#headLength);
    this.#headLength += taken.length;
    if (this.#headLength < this.#head.length) return taken.length;
    const chunk = decodeChunk(this.#head);
    this.#prefixLength = 0;
    if (this.#dataLeft === 0) this.#onChunk(chunk);
    else {
      this.#chunk = chunk;
      this.#offset = chunk.offset;
    }
    return taken.length;
  }

  #takeData(chunk: Chunk, bytes: Uint8Array): number {
    const data = bytes.subarray(0, this.#dataLeft);
    this.#dataLeft -= data.length;
    const offset = this.#offset;
    this.#offset += data.length;
    const last = this.#dataLeft === 0;
    if (last) this.#chunk = null;
    // The header belongs to the end of the vector.
    this.#onChunk({ ...chunk, offset, data, header: last ? chunk.header : nothing });
    return data.length;
  }
}
