import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { FeedReader, silentLogger } from "@lockstep/core";
import type { FeedMessage, RunStatus } from "@lockstep/core";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";
import { HttpStatus } from "../http-status.ts";
import type { FeedLimits } from "./feed-limits.ts";

// Real sockets; only the run is made up.

const tickMs = 20;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Server {
  readonly address: string;
  readonly http: HttpStatus;
  /** what the run shows next */
  status: RunStatus;
  /** how often somebody looked */
  looks: number;
}

async function serve(feedLimits: Partial<FeedLimits> = {}): Promise<Server> {
  const status = atStep(0);
  const server = { status, looks: 0 };
  const look = (): RunStatus => {
    server.looks += 1;
    return server.status;
  };
  const http = await HttpStatus.listen(
    { host: "127.0.0.1", port: 0 },
    { status: look, logger: silentLogger, now: () => performance.now(), feedLimits: { tickMs, ...feedLimits } },
  );
  closers.push(() => http.close());
  return Object.assign(server, { address: http.address, http });
}

const atStep = (step: number): RunStatus => ({
  runId: "run",
  recipe: "recipe",
  classes: 10,
  state: "training",
  waitingFor: "",
  generation: 1,
  start: 0,
  reason: "",
  uptimeSeconds: 0,
  progress: { epoch: 0, epochs: 1, step, steps: 1000, loss: 0, accuracy: 0, samplesPerSecond: 0, etaSeconds: 0 },
  workers: {},
  parameterServers: {},
  epochs: {},
  alarms: {},
  alarmCount: 0,
  summary: null,
});

class Watcher extends EventEmitter {
  readonly socket: WebSocket;
  readonly reader = new FeedReader();
  readonly messages: FeedMessage[] = [];
  readonly verdicts: string[] = [];

  constructor(address: string, options: ClientOptions = {}) {
    super();
    this.socket = new WebSocket(`ws://${address}/feed`, options);
    closers.push(() => this.socket.terminate());
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => {
      const text = (data as Buffer).toString();
      this.messages.push(JSON.parse(text) as FeedMessage);
      this.verdicts.push(this.reader.take(text));
      this.emit("news");
    });
  }

  get step(): number {
    return this.reader.status?.progress.step ?? -1;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this, "news", { signal: AbortSignal.timeout(5000) });
  }

  closed(): Promise<{ code: number; reason: string }> {
    return new Promise((resolve) => this.socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })));
  }
}

async function watch(address: string, options?: ClientOptions): Promise<Watcher> {
  const watcher = new Watcher(address, options);
  await watcher.until(() => watcher.reader.status !== null);
  return watcher;
}

/** The HTTP answer to a request for the feed that is turned down. */
function refusalOf(address: string, options: ClientOptions = {}, path = "/feed"): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${address}${path}`, options);
    socket.on("error", () => {});
    socket.once("open", () => {
      socket.terminate();
      reject(new Error("it was let in"));
    });
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
  });
}

const passMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the live feed", () => {
  it("tells a snapshot, then what changes, numbered, and leads every client to the same state", async () => {
    const server = await serve();
    const first = await watch(server.address);
    expect(first.messages[0]).toEqual({ type: "snapshot", protocol: 1, seq: 1, status: server.status });
    server.status = { ...server.status, generation: 2 };
    await first.until(() => first.reader.status?.generation === 2);
    const second = await watch(server.address);
    server.status = { ...server.status, workers: { a: { rank: 0 } } } as unknown as RunStatus;
    for (const watcher of [first, second]) {
      await watcher.until(() => "a" in (watcher.reader.status?.workers ?? {}));
      expect(watcher.reader.status).toEqual(server.status);
    }
    expect(first.messages.slice(1)).toEqual([
      { type: "delta", seq: 2, patch: { set: { generation: 2 } } },
      { type: "delta", seq: 3, patch: { inside: { workers: { set: { a: { rank: 0 } } } } } },
    ]);
    expect(second.messages.map(({ type, seq }) => `${type} ${seq}`)).toEqual(["snapshot 2", "delta 3"]);
  });

  it("puts many changes into few messages, and looks once a tick however many watch", async () => {
    const server = await serve({ tickMs: 100 });
    const beganMs = performance.now();
    const watchers = await Promise.all(Array.from({ length: 20 }, () => watch(server.address)));
    const seqBefore = watchers[0]?.reader.seq ?? 0;
    let step = 0;
    while (performance.now() - beganMs < 900) {
      server.status = atStep((step += 1));
      await passMs(1);
    }
    for (const watcher of watchers) await watcher.until(() => watcher.step === step);
    const ticks = Math.ceil((performance.now() - beganMs) / 100) + 1;
    expect(step).toBeGreaterThan(50);
    expect(server.looks).toBeLessThanOrEqual(ticks);
    for (const watcher of watchers) {
      expect(watcher.reader.seq - seqBefore).toBeLessThanOrEqual(ticks);
      expect(watcher.verdicts).not.toContain("gap");
    }
  });

  it("does nothing while nobody watches, and says nothing while nothing changes", async () => {
    const server = await serve();
    await passMs(5 * tickMs);
    expect(server.looks).toBe(0);
    const watcher = await watch(server.address);
    await passMs(5 * tickMs);
    expect(watcher.messages).toHaveLength(1);
    watcher.socket.close();
    await watcher.closed();
    await passMs(2 * tickMs);
    const looks = server.looks;
    await passMs(5 * tickMs);
    expect(server.looks).toBe(looks);
  });

  it("gives a client that asks a fresh snapshot", async () => {
    const server = await serve();
    const watcher = await watch(server.address);
    watcher.socket.send('{"type":"resync"}');
    await watcher.until(() => watcher.messages.length === 2);
    expect(watcher.messages[1]).toEqual(watcher.messages[0]);
  });

  it("skips a client that does not read, lets it catch up by one snapshot, and leaves the others alone", async () => {
    const server = await serve();
    const stuck = await watch(server.address);
    const reading = await watch(server.address);
    const stuckMessages = stuck.messages.length;
    stuck.socket.pause();
    // Far more than the kernel's buffers and the limit take: 40 MB.
    for (let step = 1; step <= 160; step += 1) {
      server.status = { ...atStep(step), reason: String(step).repeat(250_000).slice(0, 250_000) };
      await reading.until(() => reading.step === step);
    }
    expect(reading.verdicts.every((verdict) => verdict === "changed")).toBe(true);
    const lastSkipped = reading.reader.seq;
    stuck.socket.resume();
    await stuck.until(() => stuck.step === 160);
    const received = stuck.messages.slice(stuckMessages);
    expect(received.filter(({ type }) => type === "snapshot")).toHaveLength(1);
    expect(received.at(-1)).toMatchObject({ type: "snapshot", seq: lastSkipped });
    expect(received.length).toBeLessThan(120);
    expect(stuck.verdicts).not.toContain("gap");
    expect(stuck.reader.status).toEqual(server.status);
  }, 60_000);

  it("gives up a client that never reads, though nobody else is there, and stops looking meanwhile", async () => {
    const server = await serve({ maxBehindMs: 600 });
    const stuck = await watch(server.address);
    stuck.socket.pause();
    let step = 0;
    let clients = 1;
    let lastLookAtStep = 0;
    let looks = 0;
    while (clients > 0 && step < 200) {
      server.status = { ...atStep((step += 1)), reason: "x".repeat(1_000_000) + String(step) };
      await passMs(2 * tickMs);
      if (server.looks > looks) lastLookAtStep = step;
      clients = Number(/\nlockstep_feed_clients (\d+)\n/.exec(await (await fetch(`http://${server.address}/metrics`)).text())?.[1]);
      // telling the figures was a look too
      looks = server.looks;
    }
    expect(clients).toBe(0);
    expect(step - lastLookAtStep).toBeGreaterThan(5);
  });

  it("drops a client whose machine is gone", async () => {
    const server = await serve({ pingMs: 100 });
    const gone = await watch(server.address, { autoPong: false });
    const alive = await watch(server.address);
    expect(await gone.closed()).toMatchObject({ code: 1006 });
    await passMs(300);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("has places for so many and no more", async () => {
    const server = await serve({ maxClients: 3 });
    const [leaver] = await Promise.all([watch(server.address), watch(server.address), watch(server.address)]);
    expect(await refusalOf(server.address)).toBe(503);
    leaver.socket.close();
    await leaver.closed();
    await watch(server.address);
    expect(await refusalOf(server.address)).toBe(503);
    expect((await fetch(`http://${server.address}/healthz`)).status).toBe(200);
  });

  it("turns away other sites' pages, other names and other paths", async () => {
    const { address } = await serve();
    expect(await refusalOf(address, { origin: "https://attacker.example" })).toBe(403);
    expect(await refusalOf(address, { origin: "null" })).toBe(403);
    expect(await refusalOf(address, { headers: { host: "attacker.example" } })).toBe(403);
    expect(await refusalOf(address, { headers: { host: "attacker.example", origin: "http://attacker.example" } })).toBe(403);
    expect(await refusalOf(address, {}, "/status")).toBe(404);
    await watch(address, { origin: `http://${address}` });
    await watch(address, { origin: "http://localhost:5173" });
    expect((await fetch(`http://${address}/feed`)).status).toBe(426);
  });

  it.each([
    ["that is too long", (socket: WebSocket) => socket.send("x".repeat(1025)), 1009],
    ["that is another", (socket: WebSocket) => socket.send('{"type":"stop"}'), 1008],
    ["that is no JSON", (socket: WebSocket) => socket.send("{"), 1008],
    ["that is null", (socket: WebSocket) => socket.send("null"), 1008],
    ["that is binary", (socket: WebSocket) => socket.send(Buffer.from('{"type":"resync"}')), 1008],
    [
      "too often",
      (socket: WebSocket) => {
        for (let i = 0; i < 11; i += 1) socket.send('{"type":"resync"}');
      },
      1008,
    ],
    [
      "of pings only",
      (socket: WebSocket) => {
        for (let i = 0; i < 11; i += 1) socket.ping();
      },
      1008,
    ],
  ])("ends a connection that says something %s", async (_what, say, code) => {
    const server = await serve();
    const other = await watch(server.address);
    const watcher = await watch(server.address);
    say(watcher.socket);
    expect(await watcher.closed()).toMatchObject({ code });
    server.status = atStep(1);
    await other.until(() => other.step === 1);
  });

  it("tells the last state when it ends, and why it ends", async () => {
    const server = await serve({ tickMs: 60_000 });
    const watcher = await watch(server.address);
    server.status = { ...atStep(5), state: "finished" };
    const closed = watcher.closed();
    await server.http.close();
    expect(await closed).toEqual({ code: 1000, reason: "the run is finished" });
    expect(watcher.reader.status).toEqual(server.status);
  });

  it("ends at once although clients do not read, or never complete a handshake", async () => {
    const server = await serve();
    const stuck = await watch(server.address);
    stuck.socket.pause();
    const half = connect(Number(server.address.split(":")[1]), "127.0.0.1");
    half.on("error", () => {});
    await once(half, "connect");
    half.write("GET /feed HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n");
    const beganMs = performance.now();
    await server.http.close();
    expect(performance.now() - beganMs).toBeLessThan(1000);
    half.destroy();
  });

  it("survives a status that cannot be told", async () => {
    const server = await serve();
    const watcher = await watch(server.address);
    const circular: Record<string, unknown> = { state: "training" };
    circular["self"] = circular;
    server.status = circular as unknown as RunStatus;
    expect(await watcher.closed()).toMatchObject({ code: 1006 });
    expect((await fetch(`http://${server.address}/status`)).status).toBe(500);
    server.status = atStep(1);
    const next = await watch(server.address);
    expect(next.step).toBe(1);
  });
});
