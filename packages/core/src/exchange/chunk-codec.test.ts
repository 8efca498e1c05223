import * as grpc from "@grpc/grpc-js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import { ChunkFrame, decodeChunk, decodePull, encodePull, maxChunkOverheadBytes, maxTopicNumber } from "./chunk-codec.ts";
import type { Chunk, Pull } from "./chunk-codec.ts";
import type { Phase } from "./exchange.ts";

// Every length of a varint: 0, 1 byte, ... 5 bytes.
const uint32 = fc.oneof(
  fc.constantFrom(0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456, 2 ** 32 - 1),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const topicNumber = fc.integer({ min: 0, max: maxTopicNumber - 1 });
const phase = fc.constantFrom<Phase>(1, 2, 3, 4, 5);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 1, 127, 128, 16_384, 70_000).map((length) => new Uint8Array(length).fill(length & 255)),
);

const aboveZero = uint32.filter((value) => value > 0);
const places = fc.record({ slot: uint32, length: aboveZero, sequence: aboveZero });

const plainChunks = fc.record({
  generation: uint32,
  step: uint32,
  phase,
  slice: topicNumber,
  subtree: topicNumber,
  offset: uint32,
  total: uint32,
  header: bytes,
  beat: fc.boolean(),
  stale: fc.boolean(),
  data: bytes,
  place: fc.constant(null),
});
const chunks: fc.Arbitrary<Chunk> = fc.oneof(
  plainChunks,
  fc.tuple(plainChunks, places).map(([chunk, place]) => ({ ...chunk, data: new Uint8Array(0), place })),
);

const pulls: fc.Arbitrary<Pull> = fc.record({
  generation: uint32.filter((generation) => generation > 0),
  phase,
  slice: topicNumber,
  subtree: topicNumber,
  firstStep: uint32,
  lastStep: uint32,
  offset: uint32,
});
const sharedPulls = fc.oneof(
  pulls,
  pulls.map((pull) => ({ ...pull, sharedMemory: true })),
);

// As objects of any type: the generated enum and ours have the same numbers but are no subtypes of each other.
const chunkByProtobufjs = (chunk: object): Uint8Array => proto.Chunk.encode(chunk).finish();
const pullByProtobufjs = (pull: object): Uint8Array => proto.Pull.encode(pull).finish();

/** In protobufjs's messages the place is three numbers. */
type ChunkFields = Omit<Chunk, "phase" | "place"> & { readonly phase: number } & Partial<Pick<Chunk, "place">> & Partial<WirePlace>;

interface WirePlace {
  readonly sharedSlot: number;
  readonly sharedLength: number;
  readonly sharedSequence: number;
}

const wirePlace = ({ place }: Chunk): Partial<WirePlace> =>
  place === null ? {} : { sharedSlot: place.slot, sharedLength: place.length, sharedSequence: place.sequence };

/** The fields by name (protobufjs keeps defaults in the prototype), views and Buffers as hexadecimal text. */
function plain(chunk: ChunkFields): object {
  const { generation, step, phase: number, slice, subtree, offset, total, header, beat, stale, data, place } = chunk;
  const shared = place
    ? [place.slot, place.length, place.sequence]
    : [chunk.sharedSlot ?? 0, chunk.sharedLength ?? 0, chunk.sharedSequence ?? 0];
  const text = (view: Uint8Array): string => Buffer.from(view).toString("hex");
  return { generation, step, phase: number, slice, subtree, offset, total, header: text(header), beat, stale, data: text(data), shared };
}

function framed(chunk: Partial<Chunk>): Uint8Array {
  const frame = new ChunkFrame(chunk);
  const out = new Uint8Array(frame.byteLength);
  expect(frame.copy(out)).toBe(out.length);
  return out;
}

const protocolError = expect.objectContaining({ code: "protocol" }) as LockstepError;

describe("the chunk codec", () => {
  it("writes chunks that protobufjs reads, and reads what protobufjs writes", () => {
    fc.assert(
      fc.property(chunks, (chunk) => {
        const message = proto.Chunk.decode(framed(chunk));
        expect(plain(message)).toEqual(plain(chunk));
        expect(plain(decodeChunk(chunkByProtobufjs({ ...chunk, ...wirePlace(chunk) })))).toEqual(plain(chunk));
        expect(plain(decodeChunk(framed(chunk)))).toEqual(plain(chunk));
        expect(new ChunkFrame(chunk).byteLength - chunk.header.length - chunk.data.length).toBeLessThanOrEqual(maxChunkOverheadBytes);
      }),
    );
  });

  it("writes pulls that protobufjs reads, and reads what protobufjs writes", () => {
    fc.assert(
      fc.property(sharedPulls, (pull) => {
        expect(proto.Pull.decode(encodePull(pull))).toMatchObject(pull);
        expect(decodePull(pullByProtobufjs(pull))).toEqual(pull);
        expect(decodePull(encodePull(pull))).toEqual(pull);
      }),
    );
  });

  it("skips fields of a later protocol version", () => {
    const later = Uint8Array.of(...encodePull({ generation: 1, phase: 1, slice: 2, subtree: 3, firstStep: 4, lastStep: 5, offset: 6 }));
    // Field 20 as a varint of ten bytes, 21 as fixed64, 22 as bytes, 23 as fixed32.
    const extra = [
      0xa0,
      1,
      ...Array.from({ length: 9 }, () => 0xff),
      1,
      0xa9,
      1,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      0xb2,
      1,
      2,
      9,
      9,
      0xbd,
      1,
      1,
      2,
      3,
      4,
    ];
    expect(decodePull(Uint8Array.of(...extra, ...later))).toMatchObject({ slice: 2, offset: 6 });
  });

  it.each([
    ["a number cut off", [0x18, 1, 8, 0x80]],
    ["a number above 32 bits", [0x18, 1, 8, 0xff, 0xff, 0xff, 0xff, 0x10]],
    ["a number of six bytes", [0x18, 1, 8, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
    ["bytes longer than the message", [0x18, 1, 0x7a, 5, 1, 2]],
    ["bytes of almost 4 GiB", [0x18, 1, 0x7a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["a number where bytes belong", [0x18, 1, 0x78, 1]],
    ["bytes where a number belongs", [0x18, 1, 0x0a, 1, 1]],
    ["a group", [0x18, 1, 0x0b]],
    ["field number 0", [0x18, 1, 0x00, 1]],
    ["an unknown phase", [0x18, 7]],
    ["no phase and no beat", [8, 1]],
    ["a flag of 2", [0x18, 1, 0x48, 2]],
    ["a slice beyond the limit", [0x18, 1, 0x20, 0x80, 0x80, 0x80, 0x08]],
    ["a place without a sequence", [0x18, 1, 0x58, 1, 0x60, 9]],
    ["a place without a length", [0x18, 1, 0x58, 1, 0x68, 9]],
    ["a place and data", [0x18, 1, 0x58, 1, 0x60, 9, 0x68, 9, 0x7a, 1, 1]],
  ])("refuses a chunk with %s", (_, message) => {
    expect(() => decodeChunk(Uint8Array.from(message))).toThrowError(protocolError);
  });

  it.each([
    ["nothing in it", []],
    ["generation 0", [0x10, 1]],
    ["no phase", [8, 1]],
    ["a flag of 2", [8, 1, 0x10, 1, 0x40, 2]],
    ["a subtree beyond the limit", [8, 1, 0x10, 1, 0x20, 0x80, 0x80, 0x80, 0x08]],
  ])("refuses a pull with %s", (_, message) => {
    expect(() => decodePull(Uint8Array.from(message))).toThrowError(protocolError);
  });

  it("says how many bytes are missing", () => {
    expect(() => decodeChunk(Uint8Array.of(0x18, 1, 0x7a, 5, 1, 2))).toThrowError("5 bytes announced, 2 left");
  });

  it("answers any bytes with a message or a protocol error", () => {
    const outcome = (decode: (bytes: Uint8Array) => unknown, noise: Uint8Array): unknown => {
      try {
        decode(noise);
        return "protocol";
      } catch (error) {
        return error instanceof LockstepError ? error.code : error;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        expect([outcome(decodeChunk, noise), outcome(decodePull, noise)]).toEqual(["protocol", "protocol"]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a chunk frame in the hands of grpc-js", () => {
  it("stands in for a Buffer, is copied once, and its bytes are read only when it is sent", async () => {
    const path = "/test/Frames";
    const raw = (message: Buffer): Buffer => message;
    const method = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    };
    const shared = new Uint8Array(new SharedArrayBuffer(700_000));
    const frames = [
      new ChunkFrame({ generation: 1, phase: 1, total: shared.length, data: shared }),
      new ChunkFrame({ beat: true }),
      new ChunkFrame({}),
    ];
    const copies = frames.map(() => 0);
    frames.forEach((frame, index) => {
      const copy = frame.copy.bind(frame);
      frame.copy = (out, at) => {
        copies[index] = (copies[index] ?? 0) + 1;
        return copy(out, at);
      };
    });
    const server = new grpc.Server();
    server.addService(
      { Frames: method },
      {
        Frames: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
          call.on("data", () => {
            for (const frame of frames) call.write(frame as unknown as Buffer);
            call.end();
          });
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    try {
      const call = client.makeBidiStreamRequest(path, raw, raw);
      const received: Buffer[] = [];
      call.on("data", (message: Buffer) => received.push(message));
      const ended = new Promise((resolve, reject) => call.on("end", resolve).on("error", reject));
      shared.fill(77);
      call.write(Buffer.of(1));
      await ended;
      expect(copies).toEqual([1, 1, 1]);
      expect(received.map((message) => message.length)).toEqual(frames.map((frame) => frame.byteLength));
      expect(Buffer.from(proto.Chunk.decode(received[0] ?? Buffer.alloc(0)).data).equals(Buffer.from(shared))).toBe(true);
      expect(proto.Chunk.decode(received[1] ?? Buffer.alloc(0)).beat).toBe(true);
    } finally {
      client.close();
      server.forceShutdown();
    }
  });
});
