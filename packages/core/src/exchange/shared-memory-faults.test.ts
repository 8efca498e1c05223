import * as grpc from "@grpc/grpc-js";
import fs from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { RpcServer } from "../rpc/server.ts";
import { exchangeStreamPath } from "../rpc/methods.ts";
import { silentLogger } from "../run/logger.ts";
import { hasSharedMemory } from "../testing/has-shared-memory.ts";
import { patternBytes } from "../testing/exchange-compliance.ts";
import { VectorRecorder } from "../testing/vector-recorder.ts";
import { ChunkFrame, decodePull } from "./chunk-codec.ts";
import type { Pull } from "./chunk-codec.ts";
import { Phase } from "./exchange.ts";
import { GrpcExchange } from "./grpc-exchange.ts";
import type { SharedMemoryChoice } from "./grpc-exchange.ts";
import { MemorySegment } from "./memory-segment.ts";
import { formatAnnouncement, parseAnnouncement, segmentMetadataKey } from "./segment-format.ts";

const credentials = { token: "secret", runId: "run" };
const topic = { phase: Phase.allGather, slice: 0, subtree: 0 };
const vectorBytes = 40_000;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function exchangeOf(sharedMemory: SharedMemoryChoice = "auto"): Promise<GrpcExchange> {
  const server = new RpcServer(credentials, silentLogger);
  const exchange = new GrpcExchange({ server, credentials, logger: silentLogger, sharedMemory });
  exchange.setAddress(await server.listen("127.0.0.1:0"));
  cleanups.push(() => exchange.close());
  exchange.openGeneration(1, new Map());
  return exchange;
}

async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error("not within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Peer {
  readonly address: string;
  readonly pulls: Pull[];
  send(chunk: Partial<ConstructorParameters<typeof ChunkFrame>[0]>): void;
}

const raw = (message: Buffer): Buffer => message;

/** A peer that announces what it likes and sends what it likes. */
async function peerOf(announcement: string): Promise<Peer> {
  const pulls: Pull[] = [];
  const calls: grpc.ServerDuplexStream<Buffer, Buffer>[] = [];
  const codec = { requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw, responseDeserialize: raw };
  const server = new grpc.Server();
  server.addService(
    { Stream: { path: exchangeStreamPath, requestStream: true, responseStream: true, ...codec } },
    {
      Stream: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
        call.on("data", (bytes: Buffer) => pulls.push(decodePull(bytes)));
        call.on("error", () => {});
        calls.push(call);
        const head = new grpc.Metadata();
        head.set(segmentMetadataKey, announcement);
        call.sendMetadata(head);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  cleanups.push(() => server.forceShutdown());
  const send: Peer["send"] = (chunk) => void calls[0]?.write(new ChunkFrame({ ...topic, generation: 2, ...chunk }) as unknown as Buffer);
  return { address: `127.0.0.1:${port}`, pulls, send };
}

function segmentOf(): { readonly segment: MemorySegment; readonly announcement: string } {
  const segment = new MemorySegment({ logger: silentLogger });
  cleanups.push(() => segment.close());
  return { segment, announcement: segment.announcement() ?? "" };
}

/** An exchange that awaits a vector of the peer. */
async function awaiting({ address }: Peer): Promise<{ readonly exchange: GrpcExchange; readonly recorder: VectorRecorder }> {
  const exchange = await exchangeOf();
  exchange.openGeneration(2, new Map([["peer", address]]));
  const recorder = new VectorRecorder(vectorBytes);
  exchange.subscribe(topic, "peer", 0, recorder);
  return { exchange, recorder };
}

describe.skipIf(!hasSharedMemory())("shared memory that fails (skipped where there is no /dev/shm)", () => {
  it.each([
    ["that is no announcement", () => "4711"],
    ["of a process that is not there", () => `${2 ** 31 - 1} 5 ${"0".repeat(32)}`],
    [
      "of another machine's process with the same numbers",
      () => {
        const known = parseAnnouncement(segmentOf().announcement);
        return known === null ? "" : formatAnnouncement({ ...known, nonce: new Uint8Array(16) });
      },
    ],
    ["of a file that is none in memory", () => `${process.pid} 0 ${"0".repeat(32)}`],
  ])("is not asked for after an announcement %s", async (_, announcement) => {
    const peer = await peerOf(announcement());
    const { exchange, recorder } = await awaiting(peer);
    await until(() => peer.pulls.length === 1);
    expect(peer.pulls[0]?.sharedMemory).toBeUndefined();
    peer.send({ total: vectorBytes, data: patternBytes(0, vectorBytes) });
    const [vector] = await recorder.whole(1);
    expect(vector?.bytes).toEqual(patternBytes(0, vectorBytes));
    expect(exchange.counters).toMatchObject({ refused: 0, bytesShared: 0, bytesReceived: vectorBytes });
  });

  it("is asked for in a message, from the byte that is missing, once a slot has another vector; and not used again", async () => {
    const { segment, announcement } = segmentOf();
    const peer = await peerOf(announcement);
    const { exchange, recorder } = await awaiting(peer);
    await until(() => peer.pulls.length === 1);
    expect(peer.pulls[0]).toMatchObject({ sharedMemory: true, offset: 0 });
    const bytes = patternBytes(0, vectorBytes);
    const slot = segment.take(vectorBytes);
    if (slot === null) throw new Error("no slot");
    segment.write(slot, 0, bytes);
    const place = { slot: slot.position, sequence: slot.sequence, length: 30_000 };
    peer.send({ total: vectorBytes, place });
    await until(() => recorder.progress.length === 1);
    segment.give(slot);
    segment.take(vectorBytes);
    const rest = { total: vectorBytes, offset: 30_000 };
    peer.send({ ...rest, place: { ...place, length: 10_000 } });
    await until(() => peer.pulls.length === 2);
    expect(peer.pulls[1]).toMatchObject({ firstStep: 0, offset: 30_000 });
    expect(peer.pulls[1]?.sharedMemory).toBeUndefined();
    expect(recorder.vectors).toEqual([]);
    // Whoever insists does not make it ask for ever.
    peer.send({ ...rest, place: { ...place, length: 10_000 } });
    await until(() => exchange.counters.refused === 1);
    peer.send({ ...rest, data: bytes.subarray(30_000) });
    const [vector] = await recorder.whole(1);
    expect(vector?.bytes).toEqual(bytes);
    expect(peer.pulls).toHaveLength(2);
    expect(exchange.counters).toMatchObject({ bytesReceived: vectorBytes, bytesShared: 30_000 });
  });

  it.each([
    ["beyond the end of the segment", { slot: 2 ** 32 - 1, sequence: 1, length: vectorBytes }],
    ["that was never written", { slot: 4096, sequence: 7, length: vectorBytes }],
  ])("gives no bytes from a place %s", async (_, place) => {
    const peer = await peerOf(segmentOf().announcement);
    const { exchange, recorder } = await awaiting(peer);
    await until(() => peer.pulls.length === 1);
    peer.send({ total: vectorBytes, place });
    await until(() => peer.pulls.length === 2);
    expect(recorder.progress).toEqual([]);
    expect(exchange.counters.bytesReceived).toBe(0);
  });

  it("takes no place that is longer than what is missing of the vector", async () => {
    const peer = await peerOf(segmentOf().announcement);
    const { exchange, recorder } = await awaiting(peer);
    await until(() => peer.pulls.length === 1);
    peer.send({ total: vectorBytes, place: { slot: 4096, sequence: 1, length: 2 ** 32 - 1 } });
    await until(() => exchange.counters.refused === 1);
    expect(recorder.progress).toEqual([]);
  });
});

describe.skipIf(!hasSharedMemory())("shared memory between exchanges (skipped where there is no /dev/shm)", () => {
  it.each([
    ["off", "auto"],
    ["auto", "off"],
    ["off", "off"],
    ["auto", "auto"],
  ] as const)("is used if both want it: sender %s, receiver %s", async (sending, receiving) => {
    const sender = await exchangeOf(sending);
    const receiver = await exchangeOf(receiving);
    receiver.openGeneration(2, new Map([["sender", sender.address]]));
    sender.openGeneration(2, new Map());
    const recorder = new VectorRecorder(vectorBytes);
    receiver.subscribe(topic, "sender", 0, recorder);
    for (let step = 0; step < 5; step += 1) {
      sender.publish(topic, step, patternBytes(step, vectorBytes)).complete();
      await recorder.whole(step + 1);
    }
    expect(recorder.vectors.map(({ bytes }) => bytes)).toEqual([0, 1, 2, 3, 4].map((step) => patternBytes(step, vectorBytes)));
    const both = sending === "auto" && receiving === "auto";
    expect(receiver.counters).toMatchObject({ bytesReceived: 5 * vectorBytes, bytesShared: both ? 5 * vectorBytes : 0, dropped: 0 });
    expect(sender.counters.bytesSent).toBe(5 * vectorBytes);
  });

  it("is left to vectors that are long enough", async () => {
    const sender = await exchangeOf();
    const receiver = await exchangeOf();
    receiver.openGeneration(2, new Map([["sender", sender.address]]));
    sender.openGeneration(2, new Map());
    for (const [slice, length, shared] of [
      [0, (16 << 10) - 1, 0],
      [1, 16 << 10, 16 << 10],
    ] as const) {
      const recorder = new VectorRecorder(length);
      receiver.subscribe({ ...topic, slice }, "sender", 0, recorder);
      sender.publish({ ...topic, slice }, 0, patternBytes(0, length)).complete();
      const [vector] = await recorder.whole(1);
      expect(vector?.bytes).toEqual(patternBytes(0, length));
      expect(receiver.counters.bytesShared).toBe(shared);
    }
  });

  it("leaves no open file behind when an exchange is closed, and when a link is lost", async () => {
    const segmentsOpen = (): number =>
      fs.readdirSync("/proc/self/fd").filter((name) => {
        try {
          return fs.readlinkSync(`/proc/self/fd/${name}`).startsWith("/dev/shm/");
        } catch {
          return false;
        }
      }).length;
    const before = segmentsOpen();
    const [sender, receiver] = [await exchangeOf(), await exchangeOf()];
    receiver.openGeneration(2, new Map([["sender", sender.address]]));
    sender.openGeneration(2, new Map());
    const recorder = new VectorRecorder(vectorBytes);
    receiver.subscribe(topic, "sender", 0, recorder);
    sender.publish(topic, 0, patternBytes(0, vectorBytes)).complete();
    await recorder.whole(1);
    // The sender's, and the receiver's view of it.
    expect(segmentsOpen()).toBe(before + 2);
    await sender.close();
    await until(() => segmentsOpen() === before);
    await receiver.close();
    expect(segmentsOpen()).toBe(before);
  });
});
