import { LockstepError } from "../errors.ts";
import { copyBytes } from "./copy-bytes.ts";
import { Phase } from "./exchange.ts";
import type { SharedPlace } from "./segment-format.ts";

// Pull and Chunk of proto/lockstep/v1/exchange.proto, framed by hand: a generated encoder copies the payload twice, this one once.
// The bytes are ordinary protobuf; the tests hold them against the generated code in both directions.

/** A standing grant, as sent by the receiver of vectors. An empty one (lastStep < firstStep) takes the topic's earlier grant back. */
export interface Pull {
  readonly generation: number;
  readonly phase: Phase;
  readonly slice: number;
  readonly subtree: number;
  readonly firstStep: number;
  readonly lastStep: number;
  /** bytes of firstStep's vector that the receiver already has */
  readonly offset: number;
  /** whether chunks may say where their bytes lie in shared memory; absent: no */
  readonly sharedMemory?: boolean;
}

/** A piece of one step's vector, an idle beat, or the answer that a pull came too late. */
export interface Chunk {
  readonly generation: number;
  readonly step: number;
  /** 0 in a beat */
  readonly phase: Phase | 0;
  readonly slice: number;
  readonly subtree: number;
  /** bytes of the vector before `data` */
  readonly offset: number;
  /** bytes of the whole vector */
  readonly total: number;
  /** what the publisher sends along with the last chunk; empty in all others */
  readonly header: Uint8Array;
  readonly beat: boolean;
  readonly stale: boolean;
  readonly data: Uint8Array;
  /** where the bytes lie instead of in `data`; null: they are `data` */
  readonly place: SharedPlace | null;
}

/** Bytes of the vector that a chunk stands for, wherever they are. */
export const payloadBytes = ({ data, place }: Pick<Chunk, "data" | "place">): number => place?.length ?? data.length;

/** Slices and subtree nodes are below this, so that a topic fits one exact integer. */
export const maxTopicNumber: number = 1 << 24;

const empty: Uint8Array = new Uint8Array(0);

/** Bytes that a chunk's fields other than `header` and `data` can take, lengths and tags included. */
export const maxChunkOverheadBytes = 64;

/**
 * A chunk that is serialised when it is sent, not when it is queued: its bytes are read at that moment, with one copy.
 * It stands in for the Buffer that a grpc-js serializer returns; the server (1.14.7) touches only `byteLength` and `copy`.
 */
export class ChunkFrame implements Chunk {
  readonly generation: number;
  readonly step: number;
  readonly phase: Phase | 0;
  readonly slice: number;
  readonly subtree: number;
  readonly offset: number;
  readonly total: number;
  readonly header: Uint8Array;
  readonly beat: boolean;
  readonly stale: boolean;
  readonly data: Uint8Array;
  readonly place: SharedPlace | null;

  constructor(fields: Partial<Chunk>) {
    this.generation = fields.generation ?? 0;
    this.step = fields.step ?? 0;
    this.phase = fields.phase ?? 0;
    this.slice = fields.slice ?? 0;
    this.subtree = fields.subtree ?? 0;
    this.offset = fields.offset ?? 0;
    this.total = fields.total ?? 0;
    this.header = fields.header ?? empty;
    this.beat = fields.beat ?? false;
    this.stale = fields.stale ?? false;
    this.data = fields.data ?? empty;
    this.place = fields.place ?? null;
  }

  get byteLength(): number {
    return (
      numberLength(this.generation) +
      numberLength(this.step) +
      numberLength(this.phase) +
      numberLength(this.slice) +
      numberLength(this.subtree) +
      numberLength(this.offset) +
      numberLength(this.total) +
      bytesLength(this.header) +
      (this.beat ? 2 : 0) +
      (this.stale ? 2 : 0) +
      placeLength(this.place) +
      bytesLength(this.data)
    );
  }

  /** Writes the message into `out` from byte `at` on. @returns bytes written */
  copy(out: Uint8Array, at = 0): number {
    let end = putNumber(out, at, 1, this.generation);
    end = putNumber(out, end, 2, this.step);
    end = putNumber(out, end, 3, this.phase);
    end = putNumber(out, end, 4, this.slice);
    end = putNumber(out, end, 5, this.subtree);
    end = putNumber(out, end, 6, this.offset);
    end = putNumber(out, end, 7, this.total);
    end = putBytes(out, end, 8, this.header);
    end = putNumber(out, end, 9, this.beat ? 1 : 0);
    end = putNumber(out, end, 10, this.stale ? 1 : 0);
    end = putPlace(out, end, this.place);
    end = putBytes(out, end, 15, this.data);
    return end - at;
  }
}

export function encodePull(pull: Pull): Buffer {
  const out = Buffer.allocUnsafe(50);
  let end = putNumber(out, 0, 1, pull.generation);
  end = putNumber(out, end, 2, pull.phase);
  end = putNumber(out, end, 3, pull.slice);
  end = putNumber(out, end, 4, pull.subtree);
  end = putNumber(out, end, 5, pull.firstStep);
  end = putNumber(out, end, 6, pull.lastStep);
  end = putNumber(out, end, 7, pull.offset);
  end = putNumber(out, end, 8, pull.sharedMemory ? 1 : 0);
  return out.subarray(0, end);
}

/** @throws LockstepError "protocol" if the bytes are not a Pull of a phase, slice and subtree that can exist */
export function decodePull(bytes: Uint8Array): Pull {
  const fields = new Uint32Array(9);
  const reader = new WireReader("Pull", bytes);
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field <= 8) fields[field] = reader.uint32();
    else reader.skip();
  }
  const [, generation = 0, phase = 0, slice = 0, subtree = 0, firstStep = 0, lastStep = 0, offset = 0, shared = 0] = fields;
  if (!isPhase(phase)) throw reader.malformed(`phase ${phase}`);
  if (generation === 0) throw reader.malformed("generation 0");
  if (slice >= maxTopicNumber || subtree >= maxTopicNumber) throw reader.malformed(`slice ${slice}, subtree ${subtree}`);
  if (shared > 1) throw reader.malformed("a flag that is neither true nor false");
  return { generation, phase, slice, subtree, firstStep, lastStep, offset, ...(shared === 1 && { sharedMemory: true }) };
}

/**
 * The returned `header` and `data` are views of `bytes`.
 * @throws LockstepError "protocol" if the bytes are not a Chunk
 */
export function decodeChunk(bytes: Uint8Array): Chunk {
  const fields = new Uint32Array(14);
  let header = empty;
  let data = empty;
  const reader = new WireReader("Chunk", bytes);
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === 8) header = reader.bytes();
    else if (field === 15) data = reader.bytes();
    else if (field <= 13) fields[field] = reader.uint32();
    else reader.skip();
  }
  const [, generation = 0, step = 0, phase = 0, slice = 0, subtree = 0, offset = 0, total = 0, , beat = 0, stale = 0] = fields;
  const [slot = 0, length = 0, sequence = 0] = fields.subarray(11);
  if (beat > 1 || stale > 1) throw reader.malformed("a flag that is neither true nor false");
  if (phase === 0 ? beat === 0 : !isPhase(phase)) throw reader.malformed(`phase ${phase}`);
  if (slice >= maxTopicNumber || subtree >= maxTopicNumber) throw reader.malformed(`slice ${slice}, subtree ${subtree}`);
  if (length > 0 ? sequence === 0 || data.length > 0 : slot > 0 || sequence > 0)
    throw reader.malformed("a place in shared memory that cannot be");
  const place = length > 0 ? { slot, length, sequence } : null;
  const flags = { beat: beat === 1, stale: stale === 1 };
  return { generation, step, phase: phase as Phase | 0, slice, subtree, offset, total, header, ...flags, data, place };
}

const isPhase = (phase: number): phase is Phase => phase >= Phase.reduceScatter && phase <= Phase.range;

// Wire format: https://protobuf.dev/programming-guides/encoding/. Fields of value 0 or length 0 are left out, as proto3 does; all field
// numbers are below 16, so a tag is one byte.

function varintLength(value: number): number {
  if (value < 1 << 7) return 1;
  if (value < 1 << 14) return 2;
  if (value < 1 << 21) return 3;
  return value < 1 << 28 ? 4 : 5;
}

const numberLength = (value: number): number => (value === 0 ? 0 : 1 + varintLength(value));
const bytesLength = (bytes: Uint8Array): number => (bytes.length === 0 ? 0 : 1 + varintLength(bytes.length) + bytes.length);

function putVarint(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest > 127) {
    out[end++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[end++] = rest;
  return end;
}

function putNumber(out: Uint8Array, at: number, field: number, value: number): number {
  if (value === 0) return at;
  out[at] = field << 3;
  return putVarint(out, at + 1, value);
}

function putBytes(out: Uint8Array, at: number, field: number, bytes: Uint8Array): number {
  if (bytes.length === 0) return at;
  out[at] = (field << 3) | 2;
  const end = putVarint(out, at + 1, bytes.length);
  copyBytes(out, end, bytes);
  return end + bytes.length;
}

const placeLength = (place: SharedPlace | null): number =>
  place === null ? 0 : numberLength(place.slot) + numberLength(place.length) + numberLength(place.sequence);

function putPlace(out: Uint8Array, at: number, place: SharedPlace | null): number {
  if (place === null) return at;
  const end = putNumber(out, putNumber(out, at, 11, place.slot), 12, place.length);
  return putNumber(out, end, 13, place.sequence);
}

const wireVarint = 0;
const wireFixed64 = 1;
const wireBytes = 2;
const wireFixed32 = 5;

/** Reads one message field by field and never past its end. Unknown fields are skipped, as protobuf demands. */
class WireReader {
  readonly #what: string;
  readonly #bytes: Uint8Array;
  #at = 0;
  #wireType = 0;

  constructor(what: string, bytes: Uint8Array) {
    this.#what = what;
    this.#bytes = bytes;
  }

  /** @returns the next field's number, 0 at the end of the message */
  nextField(): number {
    if (this.#at === this.#bytes.length) return 0;
    const tag = this.#varint32();
    this.#wireType = tag & 7;
    const field = tag >>> 3;
    if (field === 0) throw this.malformed("field number 0");
    return field;
  }

  uint32(): number {
    if (this.#wireType !== wireVarint) throw this.malformed(`wire type ${this.#wireType} for a number`);
    return this.#varint32();
  }

  bytes(): Uint8Array {
    if (this.#wireType !== wireBytes) throw this.malformed(`wire type ${this.#wireType} for bytes`);
    const length = this.#varint32();
    return this.#bytes.subarray(this.#at, this.#advance(length));
  }

  skip(): void {
    if (this.#wireType === wireVarint) this.#skipVarint();
    else if (this.#wireType === wireFixed64) this.#advance(8);
    else if (this.#wireType === wireFixed32) this.#advance(4);
    else if (this.#wireType === wireBytes) this.#advance(this.#varint32());
    else throw this.malformed(`wire type ${this.#wireType}`);
  }

  malformed(found: string): LockstepError {
    return new LockstepError("protocol", `malformed ${this.#what} of ${this.#bytes.length} bytes: ${found} near byte ${this.#at}`);
  }

  #advance(length: number): number {
    if (length > this.#bytes.length - this.#at) throw this.malformed(`${length} bytes announced, ${this.#bytes.length - this.#at} left`);
    this.#at += length;
    return this.#at;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw this.malformed("end in the middle of a number");
    this.#at += 1;
    return byte;
  }

  #varint32(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    const last = this.#byte();
    if (last > 15) throw this.malformed("a number above 32 bits");
    return (value | (last << 28)) >>> 0;
  }

  #skipVarint(): void {
    for (let length = 0; length < 10; length += 1) if (this.#byte() < 128) return;
    throw this.malformed("a number above 64 bits");
  }
}
