import * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import * as proto from "../../generated/messages.js";
import { FaultProxy } from "../faults/fault-proxy.ts";
import { RpcServer } from "../rpc/server.ts";
import { callMetadata } from "../rpc/credentials.ts";
import { exchangeStreamPath } from "../rpc/methods.ts";
import { silentLogger } from "../run/logger.ts";
import { VectorRecorder } from "../testing/vector-recorder.ts";
import { ChunkFrame, encodePull } from "./chunk-codec.ts";
import { Phase } from "./exchange.ts";
import { GrpcExchange } from "./grpc-exchange.ts";
import type { SharedMemoryChoice } from "./grpc-exchange.ts";

const credentials = { token: "secret", runId: "run" };
const topic = { phase: Phase.allGather, slice: 0, subtree: 0 };
const raw = (message: Buffer): Buffer => message;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function exchangeOf(
  chunkBytes = 1 << 20,
  sharedMemory: SharedMemoryChoice = "auto",
): Promise<{ readonly exchange: GrpcExchange; readonly server: RpcServer }> {
  const server = new RpcServer(credentials, silentLogger);
  const exchange = new GrpcExchange({ server, credentials, logger: silentLogger, chunkBytes, sharedMemory });
  exchange.setAddress(await server.listen("127.0.0.1:0"));
  cleanups.push(() => exchange.close());
  exchange.openGeneration(1, new Map([["peer", exchange.address]]));
  return { exchange, server };
}

/** Any gRPC client may speak to an exchange; this one says what it likes. */
function strangerTo(address: string, token = credentials.token): grpc.ClientDuplexStream<Buffer, Buffer> {
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), {
    "grpc.enable_retries": 0,
    "grpc.use_local_subchannel_pool": 1,
  });
  cleanups.push(() => client.close());
  const call = client.makeBidiStreamRequest(exchangeStreamPath, raw, raw, callMetadata({ ...credentials, token }), {});
  call.on("error", () => {});
  cleanups.push(() => call.cancel());
  return call;
}

const statusOf = (call: grpc.ClientDuplexStream<Buffer, Buffer>): Promise<grpc.StatusObject> =>
  new Promise((resolve) => call.on("status", resolve));
const pull = encodePull({ ...topic, generation: 1, firstStep: 0, lastStep: 1000, offset: 0 });

async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error("not within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("an exchange among strangers", () => {
  it("serves any gRPC client that knows the run, as plain protobuf", async () => {
    const { exchange } = await exchangeOf();
    const call = strangerTo(exchange.address);
    const messages: proto.Chunk[] = [];
    call.on("data", (bytes: Buffer) => messages.push(proto.Chunk.decode(bytes)));
    call.write(Buffer.from(proto.Pull.encode({ generation: 1, phase: proto.Phase.PHASE_ALL_GATHER, lastStep: 3 }).finish()));
    exchange.publish(topic, 0, Uint8Array.of(1, 2, 3)).complete(Uint8Array.of(9));
    await until(() => messages.some((message) => !message.beat));
    const [chunk] = messages.filter((message) => !message.beat);
    expect(chunk).toMatchObject({ generation: 1, step: 0, phase: proto.Phase.PHASE_ALL_GATHER, offset: 0, total: 3 });
    expect([...(chunk?.data ?? [])]).toEqual([1, 2, 3]);
    expect([...(chunk?.header ?? [])]).toEqual([9]);
  });

  it("refuses a wrong token before a pull is read", async () => {
    const { exchange, server } = await exchangeOf();
    exchange.publish(topic, 0, new Uint8Array(3)).complete();
    const call = strangerTo(exchange.address, "guess");
    let received = 0;
    call.on("data", () => (received += 1));
    const status = statusOf(call);
    call.write(pull);
    expect(await status).toMatchObject({ code: grpc.status.PERMISSION_DENIED });
    expect(received).toBe(0);
    expect(server.refused).toBe(1);
  });

  it("ends the stream of a malformed pull with a clear status, and serves others on", async () => {
    const { exchange } = await exchangeOf();
    const good = strangerTo(exchange.address);
    let received = 0;
    good.on("data", () => (received += 1));
    good.write(pull);
    const bad = strangerTo(exchange.address);
    bad.resume();
    const status = statusOf(bad);
    bad.write(Buffer.from("this is no pull"));
    expect(await status).toMatchObject({
      code: grpc.status.INVALID_ARGUMENT,
      details: expect.stringContaining("malformed Pull") as string,
    });
    expect(exchange.counters.refused).toBe(1);
    const before = received;
    exchange.publish(topic, 0, new Uint8Array(3)).complete();
    await until(() => received > before);
  });

  it("sends nothing more to a subscriber that has gone", async () => {
    const { exchange } = await exchangeOf();
    const proxy = await FaultProxy.listen({ target: exchange.address });
    cleanups.push(() => proxy.close());
    const call = strangerTo(proxy.address);
    let received = 0;
    call.on("data", () => (received += 1));
    call.write(pull);
    exchange.publish(topic, 0, new Uint8Array(3)).complete();
    await until(() => exchange.counters.bytesSent === 3 && received > 0);
    proxy.reset("*");
    await new Promise((resolve) => setTimeout(resolve, 100));
    exchange.publish(topic, 1, new Uint8Array(3)).complete();
    expect(exchange.counters.bytesSent).toBe(3);
  });

  it("refuses a message longer than a chunk can be", async () => {
    const { exchange } = await exchangeOf();
    const call = strangerTo(exchange.address);
    call.resume();
    const status = statusOf(call);
    call.write(Buffer.alloc(2 << 20));
    expect(await status).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED });
  });

  it("holds no memory for a reader that does not read", async () => {
    const { exchange } = await exchangeOf(64 << 10);
    const call = strangerTo(exchange.address);
    call.write(pull);
    // Nobody listens for "data", so grpc-js does not read.
    const vector = new Uint8Array(1 << 20);
    for (let step = 0; step < 200; step += 1) {
      exchange.publish(topic, step, vector).complete();
      if (step === 0) await until(() => exchange.counters.bytesSent > 0);
      if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    // 16 chunks in the stream, and what fits the connection's windows.
    expect(exchange.counters.bytesSent).toBeLessThan(4 << 20);
  });

  it("refuses chunks that are malformed or do not fit, and keeps the link", async () => {
    const { exchange } = await exchangeOf();
    const streams: grpc.ServerDuplexStream<Buffer, Buffer>[] = [];
    const method = {
      path: exchangeStreamPath,
      requestStream: true,
      responseStream: true,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    };
    const liar = new grpc.Server();
    liar.addService(
      { Stream: method },
      {
        Stream: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
          call.on("data", () => {});
          call.on("error", () => {});
          streams.push(call);
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      liar.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    cleanups.push(() => liar.forceShutdown());
    exchange.openGeneration(2, new Map([["liar", `127.0.0.1:${port}`]]));
    const recorder = new VectorRecorder(8);
    exchange.subscribe(topic, "liar", 0, recorder);
    await until(() => streams.length === 1);
    const base = { ...topic, generation: 2, total: 8 };
    const lies = [
      { ...base, total: 9, data: new Uint8Array(4) },
      { ...base, data: new Uint8Array(9) },
      { ...base, data: new Uint8Array(0) },
      { ...base, data: new Uint8Array(4), header: new Uint8Array(1) },
    ];
    const strays = [
      { ...base, generation: 1, data: new Uint8Array(8) },
      { ...base, step: 1, data: new Uint8Array(8) },
      { ...base, offset: 4, data: new Uint8Array(4) },
      { ...base, slice: 1, data: new Uint8Array(8) },
    ];
    streams[0]?.write(Buffer.from("no chunk at all"));
    for (const fields of [...lies, ...strays]) streams[0]?.write(new ChunkFrame(fields) as unknown as Buffer);
    await until(() => exchange.counters.refused === 5 && exchange.counters.dropped === 4);
    expect(recorder.progress).toEqual([]);
    streams[0]?.write(new ChunkFrame({ ...base, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }) as unknown as Buffer);
    await recorder.whole(1);
    expect([...(recorder.vectors[0]?.bytes ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(streams).toHaveLength(1);
  });

  it("keeps the stream to a peer that remains in the next generation", async () => {
    const { exchange } = await exchangeOf();
    const other = await exchangeOf();
    const peers = new Map([["other", other.exchange.address]]);
    let accepted = 0;
    const recorders: VectorRecorder[] = [];
    for (let generation = 2; generation < 5; generation += 1) {
      other.exchange.openGeneration(generation, new Map());
      exchange.openGeneration(generation, peers);
      const recorder = new VectorRecorder(10);
      recorders.push(recorder);
      exchange.subscribe(topic, "other", 0, recorder);
      other.exchange.publish(topic, 0, new Uint8Array(10)).complete();
      await recorder.whole(1);
      accepted = process.getActiveResourcesInfo().filter((resource) => resource === "TCPSocketWrap").length;
      expect(accepted).toBe(2);
    }
  });

  it("takes a slow link for alive: a chunk that is on its way for longer than silence may last arrives on the first stream", async () => {
    // By shared memory the chunk would not be on the link.
    const { exchange } = await exchangeOf(1 << 20, "off");
    const other = await exchangeOf();
    const proxy = await FaultProxy.listen({ target: other.exchange.address });
    cleanups.push(() => proxy.close());
    proxy.setFaults("*", { fromTarget: { bytesPerSecond: 260_000, latencyMs: 50 } });
    const dead: string[] = [];
    exchange.openGeneration(2, new Map([["other", proxy.address]]), (peer) => dead.push(peer));
    other.exchange.openGeneration(2, new Map());
    const recorder = new VectorRecorder(1 << 20);
    exchange.subscribe(topic, "other", 0, recorder);
    other.exchange.publish(topic, 0, new Uint8Array(1 << 20).fill(7)).complete();
    const startMs = performance.now();
    await recorder.whole(1);
    expect(performance.now() - startMs).toBeGreaterThan(3500);
    expect(dead).toEqual([]);
    expect(exchange.counters).toMatchObject({ bytesReceived: 1 << 20, dropped: 0 });
    expect(proxy.connections()).toHaveLength(1);
  });

  it("leaves nothing behind when it is closed", async () => {
    const { exchange, server } = await exchangeOf();
    const other = await exchangeOf();
    exchange.openGeneration(
      2,
      new Map([
        ["other", other.exchange.address],
        ["nobody", "127.0.0.1:9"],
      ]),
    );
    other.exchange.openGeneration(2, new Map([["first", exchange.address]]));
    const recorder = new VectorRecorder(10);
    exchange.subscribe(topic, "other", 0, recorder);
    exchange.subscribe(topic, "nobody", 0, new VectorRecorder(10));
    other.exchange.subscribe(topic, "first", 0, new VectorRecorder(10));
    other.exchange.publish(topic, 0, new Uint8Array(10)).complete();
    await recorder.whole(1);
    const { address } = exchange;
    await Promise.all([exchange.close(), other.exchange.close(), exchange.close()]);
    await until(() => !process.getActiveResourcesInfo().some((resource) => resource.startsWith("TCP")));
    expect(() => exchange.openGeneration(3, new Map())).toThrowError(expect.objectContaining({ code: "aborted" }));
    expect(server).toBeDefined();
    const successor = new RpcServer(credentials, silentLogger);
    expect(await successor.listen(address)).toBe(address);
    await successor.close();
  });
});
