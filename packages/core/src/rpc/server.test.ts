import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import { silentLogger } from "../run/logger.ts";
import { RpcClient } from "./client.ts";
import type { RunCredentials } from "./credentials.ts";
import { healthMethod } from "./health.ts";
import { describeMethod, readLedgerMethod, sessionMethod } from "./methods.ts";
import { maxMessageBytes, RpcServer } from "./server.ts";

const credentials: RunCredentials = { token: "secret", runId: "run-1" };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(set: (server: RpcServer) => void): Promise<{ readonly server: RpcServer; readonly address: string }> {
  const server = new RpcServer(credentials, silentLogger);
  set(server);
  cleanups.push(() => server.close());
  return { server, address: await server.listen("127.0.0.1:0") };
}

function clientOf(address: string, given: RunCredentials = credentials): RpcClient {
  const client = new RpcClient(address, given);
  cleanups.push(() => client.close());
  return client;
}

const describeRun = (server: RpcServer): RpcServer => server.addUnary(describeMethod, () => ({ runId: "run-1" }), { runOptional: true });

const failingWith = (code: string, text: string): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(text) as string });

describe("credentials", () => {
  it.each<readonly [string, RunCredentials]>([
    ["a wrong token", { token: "guess", runId: "run-1" }],
    ["a token that begins right", { token: "secret2", runId: "run-1" }],
    ["no token", { token: "", runId: "run-1" }],
    ["another run", { token: "secret", runId: "run-2" }],
  ])("refuses a call with %s before its handler sees it", async (_, given) => {
    let handled = 0;
    const { server, address } = await serve((to) => {
      to.addUnary(describeMethod, () => ((handled += 1), {}), { runOptional: true });
    });
    await expect(clientOf(address, given).unary(describeMethod, {})).rejects.toEqual(failingWith("refused", "Describe"));
    expect(handled).toBe(0);
    expect(server.refused).toBe(1);
  });

  it("refuses a call without any metadata", async () => {
    const { address } = await serve(describeRun);
    const client = new grpc.Client(address, grpc.credentials.createInsecure());
    cleanups.push(() => client.close());
    const failure = await new Promise<grpc.ServiceError | null>((resolve) => {
      client.makeUnaryRequest(describeMethod.path, describeMethod.requestSerialize, describeMethod.responseDeserialize, {}, (error) =>
        resolve(error),
      );
    });
    expect(failure?.code).toBe(grpc.status.PERMISSION_DENIED);
  });

  it("lets a member without a run id ask only where that is allowed", async () => {
    const { address } = await serve((server) => {
      describeRun(server).addServerStream(readLedgerMethod, async () => {});
    });
    const client = clientOf(address, { ...credentials, runId: null });
    await expect(client.unary(describeMethod, {})).resolves.toMatchObject({ runId: "run-1" });
    await expect(drain(client.serverStream(readLedgerMethod, {}))).rejects.toEqual(failingWith("refused", "run id"));
  });

  it("refuses a stream and a two-way stream too", async () => {
    let handled = 0;
    const { address } = await serve((server) => {
      server.addServerStream(readLedgerMethod, async () => void (handled += 1)).addDuplex(sessionMethod, () => (handled += 1));
    });
    const client = clientOf(address, { ...credentials, token: "guess" });
    await expect(drain(client.serverStream(readLedgerMethod, {}))).rejects.toEqual(failingWith("refused", "token"));
    const call = client.duplex(sessionMethod);
    const failure = await new Promise<grpc.ServiceError>((resolve) => call.on("error", resolve));
    expect(client.errorOf(failure, sessionMethod)).toEqual(failingWith("refused", "token"));
    expect(handled).toBe(0);
  });
});

async function drain<Message>(messages: AsyncIterable<Message>): Promise<Message[]> {
  const all: Message[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

describe("a handler that fails", () => {
  it("gives the caller its own error, thrown at once or later", async () => {
    const { address } = await serve((server) => {
      server
        .addUnary(describeMethod, async ({ protocolVersion }) => {
          if (protocolVersion === 1) throw new LockstepError("generation-ended", "too late");
          await sleep(5);
          throw new TypeError("a bug");
        })
        .addServerStream(readLedgerMethod, async (_, stream) => {
          await stream.write({ offset: 1 });
          throw new LockstepError("io", "disk gone");
        });
    });
    const client = clientOf(address);
    await expect(client.unary(describeMethod, { protocolVersion: 1 })).rejects.toEqual(failingWith("generation-ended", "too late"));
    await expect(client.unary(describeMethod, {})).rejects.toEqual(failingWith("invariant", "a bug"));
    const seen: proto.LedgerChunk.$Properties[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of client.serverStream(readLedgerMethod, {})) seen.push(chunk);
    };
    await expect(read()).rejects.toEqual(failingWith("io", "disk gone"));
    expect(seen).toHaveLength(1);
  });
});

describe("a client", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("goes to the address itself, whatever proxy the environment names for the internet", async () => {
    const { address } = await serve(describeRun);
    for (const name of ["grpc_proxy", "https_proxy", "http_proxy"]) vi.stubEnv(name, "http://127.0.0.1:1");
    for (const name of ["no_proxy", "no_grpc_proxy"]) vi.stubEnv(name, "");
    await expect(clientOf(address).unary(describeMethod, {}, { timeoutMs: 3_000 })).resolves.toMatchObject({ runId: "run-1" });
  });
});

describe("limits and lost callers", () => {
  it("refuses a message over the limit, in both directions", async () => {
    const { address } = await serve((server) => {
      server.addUnary(describeMethod, ({ protocolVersion }) => ({ settingsJson: "x".repeat(protocolVersion ?? 0) }));
    });
    const client = clientOf(address);
    await expect(client.unary(describeMethod, { protocolVersion: maxMessageBytes - 100 })).resolves.toBeDefined();
    await expect(client.unary(describeMethod, { protocolVersion: maxMessageBytes + 1 })).rejects.toEqual(
      failingWith("protocol", "larger than max"),
    );
    const long = { $unknowns: [Buffer.concat([Buffer.of(0x7a, 0xff, 0xff, 0xff, 0), Buffer.alloc((1 << 21) - 1)])] };
    await expect(client.unary(describeMethod, long)).rejects.toEqual(failingWith("protocol", "larger than max"));
    await expect(client.unary(describeMethod, {})).resolves.toBeDefined();
  });

  it("tells a streaming handler that its caller has gone, also while it waits to write", async () => {
    const outcomes: unknown[] = [];
    const { address } = await serve((server) => {
      server.addServerStream(readLedgerMethod, async (_, stream) => {
        try {
          for (;;) await stream.write({ data: Buffer.alloc(500_000) });
        } catch (error) {
          outcomes.push(error, stream.signal.aborted);
          throw error;
        }
      });
    });
    for await (const chunk of clientOf(address).serverStream(readLedgerMethod, {})) {
      expect(chunk.data?.length).toBe(500_000);
      break;
    }
    const deadlineMs = performance.now() + 5000;
    while (outcomes.length < 2 && performance.now() < deadlineMs) await sleep(5);
    expect(outcomes).toEqual([expect.objectContaining({ code: "aborted" }), true]);
  });

  it("ends a call at its deadline and at its signal", async () => {
    const { address } = await serve((server) => {
      server.addUnary(describeMethod, () => new Promise(() => {}));
    });
    const client = clientOf(address);
    await expect(client.unary(describeMethod, {}, { timeoutMs: 50 })).rejects.toMatchObject({ code: "unavailable" });
    await expect(client.unary(describeMethod, {}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: "aborted" });
    await expect(client.unary(describeMethod, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
  });

  it("says that nobody answers", async () => {
    const { server, address } = await serve(describeRun);
    await server.close();
    await expect(clientOf(address).unary(describeMethod, {})).rejects.toEqual(failingWith("unavailable", address));
  });

  it("says that a port is in use", async () => {
    const { address } = await serve(describeRun);
    const second = new RpcServer(credentials, silentLogger);
    await expect(second.listen(address)).rejects.toEqual(failingWith("configuration", "in use"));
    await second.close();
  });

  it("gives calls in flight their time when it closes", async () => {
    const { server, address } = await serve((to) => {
      to.addUnary(describeMethod, async () => {
        await sleep(50);
        return { runId: "done" };
      });
    });
    const answer = clientOf(address).unary(describeMethod, {});
    await sleep(20);
    await server.close(5000);
    await expect(answer).resolves.toMatchObject({ runId: "done" });
  });
});

describe("health", () => {
  const ask = (address: string, wholeProcess: boolean): Promise<grpc.ServiceError | object> => {
    const client = new grpc.Client(address, grpc.credentials.createInsecure());
    cleanups.push(() => client.close());
    const { path, requestSerialize, responseDeserialize } = healthMethod;
    return new Promise((resolve) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { wholeProcess }, (error, answer) =>
        resolve(error ?? answer ?? {}),
      );
    });
  };

  it("is told to anybody, without a token, and of the whole process only", async () => {
    const { server, address } = await serve(() => {});
    expect(await ask(address, true)).toEqual({ serving: true });
    expect(await ask(address, false)).toMatchObject({ code: grpc.status.NOT_FOUND });
    expect(server.refused).toBe(0);
  });
});
