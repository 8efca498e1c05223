import { readdirSync, readlinkSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeMethod } from "../rpc/methods.ts";
import { RpcClient } from "../rpc/client.ts";
import { RpcServer } from "../rpc/server.ts";
import { silentLogger } from "../run/logger.ts";
import { FaultProxy } from "./fault-proxy.ts";

/** One end of a TCP connection and what it has seen. */
interface End {
  readonly socket: Socket;
  readonly pieces: Buffer[];
  readonly received: () => Buffer;
  ended: boolean;
  reset: boolean;
}

const cleanups: (() => Promise<unknown> | void)[] = [];
let proxy: FaultProxy;
let server: Server;
let target = "";
let served: End[] = [];

function endOf(socket: Socket, head: Buffer = Buffer.alloc(0)): End {
  const pieces = head.length > 0 ? [head] : [];
  const end: End = { socket, pieces, received: () => Buffer.concat(pieces), ended: false, reset: false };
  socket.on("data", (bytes: Buffer) => pieces.push(bytes));
  socket.on("end", () => (end.ended = true));
  socket.on("error", () => (end.reset = true));
  cleanups.push(() => void socket.destroy());
  return end;
}

/** Dials the target through the proxy. Rejects if the proxy does not answer with 200. */
function dial(address = target): Promise<End> {
  const [host, port] = [proxy.address.split(":")[0], Number(proxy.address.split(":")[1])];
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, method: "CONNECT", path: address, agent: false });
    request.once("connect", (response, socket, head) => {
      if (response.statusCode === 200) resolve(endOf(socket, head));
      else reject(new Error(`status ${response.statusCode ?? 0}`));
    });
    request.once("error", reject);
    cleanups.push(() => void request.destroy());
    request.end();
  });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await sleep(2);
  }
}

/** A connection through the proxy: the dialler's end and the server's. */
async function pair(): Promise<readonly [End, End]> {
  const count = served.length;
  const near = await dial();
  await until(() => served.length > count, "the server's end");
  const far = served.at(-1);
  if (far === undefined) throw new Error("nobody dialled the server");
  return [near, far];
}

/** Of this process, whatever holds them. */
const openSockets = (): number =>
  readdirSync("/proc/self/fd").filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;

const pattern = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, index) => index * 7 + (index >> 8)));
const cut = { blackhole: true };

beforeEach(async () => {
  served = [];
  server = createServer({ allowHalfOpen: true }, (socket) => served.push(endOf(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `127.0.0.1:${(server.address() as { readonly port: number }).port}`;
  proxy = await FaultProxy.listen({ seed: 1 });
});
afterEach(async () => {
  await proxy.close();
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  await new Promise((resolve) => server.close(resolve));
});

describe("FaultProxy", () => {
  it("carries bytes and ends unchanged, in both directions, and knows its connections", async () => {
    const [near, far] = await pair();
    const bytes = pattern(3_000_000);
    near.socket.end(bytes);
    await until(() => far.ended, "the end");
    expect(far.received().equals(bytes)).toBe(true);
    // The other direction is still open.
    far.socket.end(bytes.subarray(5));
    await until(() => near.ended, "the other end");
    expect(near.received().equals(bytes.subarray(5))).toBe(true);
    const [again] = await pair();
    again.socket.write("12345");
    await until(() => proxy.connections().some((connection) => connection.bytesToTarget === 5), "5 bytes");
    expect(proxy.connections()).toEqual([{ target, bytesToTarget: 5, bytesFromTarget: 0 }]);
  });

  it("lets a server speak first", async () => {
    server.once("connection", (socket: Socket) => socket.write("welcome"));
    const near = await dial();
    await until(() => near.received().length === 7, "the welcome");
    expect(near.received().toString()).toBe("welcome");
  });

  it("resets a dialler where nobody listens, refuses what is no address and what is no CONNECT", async () => {
    await expect(dial("127.0.0.1:1")).rejects.toThrow(/ECONNRESET|socket hang up/);
    await expect(dial("nonsense")).rejects.toThrow("status 400");
    expect((await fetch(`http://${proxy.address}/`)).status).toBe(405);
    expect(() => proxy.setFaults("nonsense", {})).toThrowError(expect.objectContaining({ code: "configuration" }));
    await expect(FaultProxy.listen({ target: "host" })).rejects.toThrowError(expect.objectContaining({ code: "configuration" }));
  });

  it("holds one direction in a blackhole and delivers it afterwards; the other direction passes", async () => {
    const [near, far] = await pair();
    proxy.setFaults(target, { toTarget: cut });
    near.socket.write("lost?");
    far.socket.write("passes");
    await until(() => near.received().toString() === "passes", "the other direction");
    await sleep(50);
    expect(far.pieces).toEqual([]);
    proxy.setFaults(target, {});
    await until(() => far.received().toString() === "lost?", "what was held");
  });

  it("tells nobody of an end or a reset in a blackhole, as when the other machine is gone", async () => {
    const pairs = [await pair(), await pair()] as const;
    proxy.setFaults("*", { toTarget: cut, fromTarget: cut });
    pairs[0][0].socket.resetAndDestroy();
    pairs[1][0].socket.end("bye");
    await sleep(50);
    for (const [, far] of pairs) {
      expect([far.ended, far.reset]).toEqual([false, false]);
      far.socket.write("anybody?");
    }
    await sleep(50);
    proxy.heal();
    await until(() => pairs[0][1].reset, "the reset");
    await until(() => pairs[1][1].ended, "the end");
    expect(pairs[1][1].received().toString()).toBe("bye");
  });

  it("establishes no connection into a blackhole before it ends, and forgets who gave up waiting", async () => {
    proxy.setFaults(target, { fromTarget: cut });
    let answered = false;
    const patient = dial().then((end) => {
      answered = true;
      return end;
    });
    const impatient = connect(Number(proxy.address.split(":")[1]), "127.0.0.1");
    impatient.end(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    await new Promise((resolve) => impatient.once("close", resolve).resume());
    await sleep(50);
    expect([answered, served.length]).toEqual([false, 0]);
    proxy.heal();
    (await patient).socket.write("now");
    await until(() => served[0]?.received().toString() === "now", "the patient one");
    expect(served).toHaveLength(1);
  });

  it("holds a bounded number of bytes: the sender has to wait", async () => {
    const [near] = await pair();
    proxy.setFaults(target, { toTarget: cut });
    const total = 64 << 20;
    const before = process.memoryUsage().arrayBuffers;
    let accepted = 0;
    const block = Buffer.alloc(1 << 16);
    const write = (): void => {
      while (accepted < total) {
        accepted += block.length;
        if (!near.socket.write(block)) {
          near.socket.once("drain", write);
          return;
        }
      }
    };
    write();
    await sleep(300);
    // Held here, and the buffers of two sockets in the kernel.
    expect(accepted).toBeLessThan(16 << 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
    proxy.heal();
    await until(() => served[0] !== undefined && served[0].pieces.reduce((sum, piece) => sum + piece.length, 0) === total, "all of it");
  });

  it("delays both ways by the latency, and keeps the order under jitter", async () => {
    proxy.setFaults(target, { toTarget: { latencyMs: 60, jitterMs: 40 }, fromTarget: { latencyMs: 60 } });
    const startMs = performance.now();
    const [near, far] = await pair();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(120);
    const sentMs = performance.now();
    for (let count = 0; count < 30; count += 1) {
      near.socket.write(`${count},`);
      await sleep(1);
    }
    await until(() => far.received().toString().endsWith("29,"), "the last one");
    expect(performance.now() - sentMs).toBeGreaterThanOrEqual(60 + 29);
    expect(far.received().toString()).toBe(Array.from({ length: 30 }, (_, count) => `${count},`).join(""));
  });

  it("shares a bandwidth among the connections of a link", async () => {
    proxy.setFaults(target, { toTarget: { bytesPerSecond: 1_000_000 } });
    const pairs = [await pair(), await pair()];
    const startMs = performance.now();
    for (const [near] of pairs) near.socket.end(pattern(150_000));
    await until(() => pairs.every(([, far]) => far.ended), "both");
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(270);
    expect(tookMs).toBeLessThan(2000);
    for (const [, far] of pairs) expect(far.received().equals(pattern(150_000))).toBe(true);
  });

  it("delivers in slices, byte for byte the same", async () => {
    const [near, far] = await pair();
    proxy.setFaults(target, { fromTarget: { sliceBytes: 7 } });
    const bytes = pattern(4000);
    far.socket.end(bytes);
    await until(() => near.ended, "the end");
    expect(near.received().equals(bytes)).toBe(true);
    expect(near.pieces.length).toBeGreaterThan(100);
  });

  it("cuts a connection off after so many bytes, and the next one again", async () => {
    proxy.setFaults(target, { toTarget: { truncateAfterBytes: 1234 } });
    for (let count = 0; count < 2; count += 1) {
      const [near, far] = await pair();
      near.socket.write(pattern(1000));
      await until(() => far.received().length === 1000, "the first bytes");
      near.socket.write(pattern(1000));
      // Node reports a reset right behind data as an end.
      await until(() => near.reset && (far.reset || far.ended), "the resets");
      expect(far.received().length).toBeLessThanOrEqual(1234);
    }
  });

  it("resets connections on demand, those of one link only", async () => {
    const [near, far] = await pair();
    const other = createServer((socket) => served.push(endOf(socket)));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => new Promise((resolve) => other.close(resolve)));
    const elsewhere = await dial(`127.0.0.1:${(other.address() as { readonly port: number }).port}`);
    expect(proxy.reset(target)).toBe(1);
    await until(() => near.reset && far.reset, "the resets");
    elsewhere.socket.write("still here");
    await until(() => served.at(-1)?.received().toString() === "still here", "the other link");
  });

  it("refuses new connections, or accepts and never answers them; old ones go on", async () => {
    const [near, far] = await pair();
    proxy.setFaults(target, { newConnections: "refuse" });
    await expect(dial()).rejects.toThrow(/ECONNRESET|socket hang up/);
    proxy.setFaults(target, { newConnections: "mute" });
    const mute = await dial();
    mute.socket.write("anybody?");
    near.socket.write("still here");
    await until(() => far.received().toString() === "still here", "the old connection");
    expect(served).toHaveLength(1);
    expect([mute.pieces.length, mute.ended, mute.reset]).toEqual([0, false, false]);
  });

  it("relays to a fixed target without CONNECT", async () => {
    const relay = await FaultProxy.listen({ target });
    cleanups.push(() => relay.close());
    const near = endOf(connect(Number(relay.address.split(":")[1]), "127.0.0.1"));
    near.socket.write("ping");
    await until(() => served[0]?.received().toString() === "ping", "ping");
    relay.setFaults("*", { toTarget: cut, fromTarget: cut });
    const late = endOf(connect(Number(relay.address.split(":")[1]), "127.0.0.1"));
    late.socket.write("pong");
    await sleep(50);
    expect(served.flatMap((end) => end.pieces.map(String))).toEqual(["ping"]);
    relay.heal();
    await until(() => served[1]?.received().toString() === "pong", "pong");
  });

  it("carries every gRPC connection of a process that has LOCKSTEP_FAULT_PROXY", async () => {
    const credentials = { token: "secret", runId: "run" };
    const rpc = new RpcServer(credentials, silentLogger).addUnary(describeMethod, () => ({ runId: "run" }));
    const address = await rpc.listen("127.0.0.1:0");
    cleanups.push(() => rpc.close());
    process.env["LOCKSTEP_FAULT_PROXY"] = proxy.address;
    cleanups.push(() => void delete process.env["LOCKSTEP_FAULT_PROXY"]);
    const client = new RpcClient(address, credentials);
    cleanups.push(() => client.close());
    expect(await client.unary(describeMethod, {})).toMatchObject({ runId: "run" });
    expect(proxy.connections()).toMatchObject([{ target: address }]);
    proxy.setFaults(address, { toTarget: cut });
    await expect(client.unary(describeMethod, {}, { timeoutMs: 100 })).rejects.toThrowError(
      expect.objectContaining({ code: "unavailable" }),
    );
    proxy.heal();
    expect(await client.unary(describeMethod, {})).toMatchObject({ runId: "run" });
    process.env["LOCKSTEP_FAULT_PROXY"] = "nonsense";
    expect(() => new RpcClient(address, credentials)).toThrowError(expect.objectContaining({ code: "configuration" }));
  });

  it("shows that a client closed in a blackhole holds no connection: one that was up, nor one that comes up later", async () => {
    const credentials = { token: "secret", runId: "run" };
    const rpc = new RpcServer(credentials, silentLogger).addUnary(describeMethod, () => ({ runId: "run" }));
    const address = await rpc.listen("127.0.0.1:0");
    cleanups.push(() => rpc.close());
    process.env["LOCKSTEP_FAULT_PROXY"] = proxy.address;
    cleanups.push(() => void delete process.env["LOCKSTEP_FAULT_PROXY"]);
    const nothing = openSockets();
    const up = new RpcClient(address, credentials);
    await up.unary(describeMethod, {});
    const before = openSockets();
    proxy.setFaults(address, { toTarget: cut, fromTarget: cut });
    up.close();
    await until(() => openSockets() < before, "the client's own socket");
    for (let count = 0; count < 10; count += 1) {
      const late = new RpcClient(address, credentials);
      await expect(late.unary(describeMethod, {}, { timeoutMs: 20 })).rejects.toThrow("Describe");
      late.close();
    }
    // Now they are accepted, by one that never says a word.
    proxy.setFaults(address, { newConnections: "mute" });
    await until(() => openSockets() <= nothing, "all sockets");
    expect(proxy.connections()).toEqual([]);
  });

  it("leaves nothing behind when it is closed", async () => {
    const [near] = await pair();
    proxy.setFaults(target, { toTarget: { latencyMs: 1000 } });
    near.socket.write("late");
    void dial().catch(() => {});
    await sleep(20);
    const port = Number(proxy.address.split(":")[1]);
    await proxy.close();
    await until(() => near.reset, "the reset");
    const refused = await new Promise<Error>((resolve) => connect(port, "127.0.0.1").once("error", resolve));
    expect(refused.message).toContain("ECONNREFUSED");
    proxy = await FaultProxy.listen();
  });
});
