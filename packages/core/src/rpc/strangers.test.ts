import { connect } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect as connectTcp } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLogger } from "../run/logger.ts";
import { RpcClient } from "./client.ts";
import { healthMethod } from "./health.ts";
import { describeMethod } from "./methods.ts";
import { RpcServer } from "./server.ts";

// Timers of this process are turned by hand, so that nobody waits ten seconds; sockets are real.

const credentials = { token: "secret", runId: "run" };
const cleanups: (() => void)[] = [];
let address = "";
let handled = 0;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  handled = 0;
  const server = new RpcServer(credentials, silentLogger).addUnary(describeMethod, () => ({ protocolVersion: (handled += 1) }));
  address = await server.listen("127.0.0.1:0");
  cleanups.push(() => void server.close());
});
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
  vi.useRealTimers();
});

function strangersConnection(): ClientHttp2Session {
  const session = connect(`http://${address}`);
  session.on("error", () => {});
  cleanups.push(() => session.destroy());
  return session;
}

/** A call whose request announces more than ever comes. */
function endlessCall(session: ClientHttp2Session, path: string, headers: Readonly<Record<string, string>> = {}): ClientHttp2Stream {
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...headers });
  stream.on("error", () => {});
  stream.resume();
  stream.write(Buffer.from([0, 0, 0, 1, 0, 1, 2, 3]));
  return stream;
}

const statusOf = (stream: ClientHttp2Stream): Promise<string> =>
  new Promise((resolve) => {
    for (const event of ["response", "trailers"] as const)
      stream.on(event, (headers) => {
        if (headers["grpc-status"] !== undefined) resolve(headers["grpc-status"] as string);
      });
    stream.on("close", () => resolve("closed"));
  });
const closed = (session: ClientHttp2Session): Promise<void> => new Promise((resolve) => session.once("close", () => resolve()));
const known = { authorization: "Bearer secret", "lockstep-run": "run" };
const realSleep = async (ms: number): Promise<void> => {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) await new Promise((resolve) => setImmediate(resolve));
};

describe("a stranger's call", () => {
  it("is refused by its head, before its request has come", async () => {
    expect(await statusOf(endlessCall(strangersConnection(), describeMethod.path))).toBe("7");
  });

  it("is awaited for ten seconds where anybody may call, and not many at once", async () => {
    const session = strangersConnection();
    const first = Array.from({ length: 16 }, () => statusOf(endlessCall(session, healthMethod.path)));
    await realSleep(200);
    expect(await statusOf(endlessCall(session, healthMethod.path))).toBe("14");
    vi.advanceTimersByTime(10_000);
    // The connection goes with them, which is a stranger's.
    expect(new Set(await Promise.all(first))).toEqual(new Set(["closed"]));
    const client = new RpcClient(address, credentials);
    cleanups.push(() => client.close());
    expect(await client.unary(healthMethod, { wholeProcess: true })).toEqual({ serving: true });
  });

  it("of somebody who belongs to the run ends as well when its request never comes", async () => {
    const status = statusOf(endlessCall(strangersConnection(), describeMethod.path, known));
    await realSleep(200);
    vi.advanceTimersByTime(10_000);
    expect(await status).toBe("3");
    expect(handled).toBe(0);
  });
});

describe("a connection", () => {
  it("on which nobody has shown that he belongs to the run is closed after ten seconds, whatever calls are open on it", async () => {
    const session = strangersConnection();
    await statusOf(endlessCall(session, describeMethod.path));
    const end = closed(session);
    vi.advanceTimersByTime(10_000);
    await expect(end).resolves.toBeUndefined();
  });

  it("of a member stays", async () => {
    const session = strangersConnection();
    const whole = session.request({
      ":method": "POST",
      ":path": describeMethod.path,
      "content-type": "application/grpc",
      te: "trailers",
      ...known,
    });
    whole.resume();
    whole.end(Buffer.from([0, 0, 0, 0, 0]));
    await new Promise((resolve) => whole.once("close", resolve));
    expect(handled).toBe(1);
    const open = endlessCall(session, describeMethod.path, known);
    await realSleep(100);
    vi.advanceTimersByTime(9_000);
    expect(open.closed).toBe(false);
    expect(session.closed).toBe(false);
  });

  it("of a stranger makes room for later ones when there are too many", async () => {
    const sockets = Array.from({ length: 257 }, () => {
      const socket = connectTcp(Number(address.split(":")[1]), "127.0.0.1");
      socket.on("error", () => {});
      socket.resume();
      cleanups.push(() => socket.destroy());
      return socket;
    });
    const [oldest] = sockets;
    await new Promise((resolve) => oldest?.once("close", resolve));
    await realSleep(100);
    expect(sockets.filter((socket) => socket.destroyed)).toHaveLength(1);
  });
});
