import { afterEach, describe, expect, it } from "vitest";
import type { LockstepError } from "../errors.ts";
import { MemberSession } from "../membership/member-session.ts";
import type { MemberSessionOptions } from "../membership/member-session.ts";
import { beat, hello } from "../membership/session-messages.test.fixture.ts";
import type { HelloMessage, MemberMessage } from "../membership/session-messages.ts";
import { silentLogger } from "../run/logger.ts";
import type { RunCredentials } from "./credentials.ts";
import { RpcServer } from "./server.ts";
import { sessionDial } from "./session-dial.ts";
import { addSessionMethod } from "./session-server.ts";
import type { ServerSession } from "./session-server.ts";

const credentials: RunCredentials = { token: "secret", runId: "run" };

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Listener {
  hellos: HelloMessage[];
  sessions: ServerSession[];
  messages: MemberMessage[];
  closed: string[];
}

/** A coordinator that does what `onHello` says and otherwise only answers Beats. */
async function serve(options: { acks?: boolean; onHello?: (session: ServerSession, count: number) => void; listen?: string } = {}) {
  const seen: Listener = { hellos: [], sessions: [], messages: [], closed: [] };
  const server = new RpcServer(credentials, silentLogger);
  const sessions = addSessionMethod(
    server,
    {
      hello(session, message) {
        seen.hellos.push(message);
        seen.sessions.push(session);
        options.onHello?.(session, seen.hellos.length);
      },
      receive(session, message) {
        seen.messages.push(message);
        if (message.kind === "beat" && options.acks !== false) session.send({ kind: "ack", drop: [] });
      },
      closed: (_session, reason) => seen.closed.push(reason),
    },
    silentLogger,
  );
  const address = await server.listen(options.listen ?? "127.0.0.1:0");
  closers.push(() => server.close());
  const close = async (): Promise<void> => {
    sessions.close();
    await server.close(100);
  };
  return { ...seen, seen, address, close };
}

function dial(address: string, changes: Partial<MemberSessionOptions> = {}, as: RunCredentials = credentials): MemberSession {
  const client = new MemberSession({
    address,
    dial: sessionDial(address, as),
    hello: () => hello,
    beat: () => beat,
    handlers: { roster: () => {} },
    coordinatorTimeoutMs: null,
    logger: silentLogger,
    ...changes,
  });
  closers.push(() => client.close());
  return client;
}

const until = async (condition: () => boolean): Promise<void> => {
  const endMs = performance.now() + 8000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error("it did not happen within 8 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const failureOf = (client: MemberSession): Promise<LockstepError> =>
  client.done.then(
    () => Promise.reject(new Error("done resolved")),
    (error: unknown) => error as LockstepError,
  );

describe("MemberSession over gRPC", () => {
  it("says Hello, beats, and passes on what the coordinator asks", async () => {
    const calls: unknown[] = [];
    const coordinator = await serve({
      onHello: (session) => {
        session.send({ kind: "fence", generation: 3, coordinator: "c" });
        session.send({ kind: "ack", drop: [8, 16] });
      },
    });
    const client = dial(coordinator.address, {
      handlers: {
        roster: () => {},
        connected: () => calls.push("connected"),
        fence: (generation, instance) => {
          calls.push(["fence", generation, instance]);
          client.send({ kind: "fence-reply", generation, versions: [0] });
        },
        drop: (versions) => calls.push(["drop", versions]),
      },
    });
    await until(() => coordinator.messages.filter(({ kind }) => kind === "beat").length >= 2);
    expect(calls).toEqual(["connected", ["fence", 3, "c"], ["drop", [8, 16]]]);
    expect(coordinator.hellos).toEqual([{ kind: "hello", ...hello }]);
    expect(coordinator.messages).toContainEqual({ kind: "fence-reply", generation: 3, versions: [0] });
  });

  it.each(["finish", "bye"] as const)("ends with %s", async (kind) => {
    const coordinator = await serve({ onHello: (session) => session.send(kind === "bye" ? { kind, reason: "" } : { kind }) });
    await expect(dial(coordinator.address).done).resolves.toBe(kind);
    await until(() => coordinator.seen.closed.length === 1);
  });

  it("tries again while an older process of its name is there", async () => {
    const coordinator = await serve({
      onHello: (session, count) => {
        session.send(count === 1 ? { kind: "busy" } : { kind: "finish" });
        if (count === 1) session.close();
      },
    });
    const beganMs = performance.now();
    await expect(dial(coordinator.address).done).resolves.toBe("finish");
    expect(coordinator.hellos.length).toBe(2);
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(290);
  });

  it.each([
    [10, "configuration"],
    [11, "refused"],
  ] as const)("gives up when it is refused with exit code %i", async (exitCode, code) => {
    const coordinator = await serve({ onHello: (session) => session.send({ kind: "refused", reason: "another recipe", exitCode }) });
    expect(await failureOf(dial(coordinator.address))).toMatchObject({ code, message: "another recipe" });
  });

  it("gives up at once with a wrong token or run", async () => {
    const coordinator = await serve();
    expect(await failureOf(dial(coordinator.address, {}, { token: "wrong", runId: "run" }))).toMatchObject({
      code: "refused",
    });
    expect(await failureOf(dial(coordinator.address, {}, { token: "secret", runId: "other" }))).toMatchObject({
      code: "refused",
    });
    expect(coordinator.hellos).toEqual([]);
  });

  it("dials again after the coordinator was restarted", async () => {
    const first = await serve();
    const changes: string[] = [];
    dial(first.address, {
      handlers: { roster: () => {}, connected: () => changes.push("connected"), disconnected: () => changes.push("disconnected") },
    });
    await until(() => changes.length === 1);
    await first.close();
    const second = await serve({ listen: first.address });
    await until(() => second.hellos.length === 1 && changes.length === 3);
    expect(changes).toEqual(["connected", "disconnected", "connected"]);
  });

  it("asks to leave again on every new session, until it may", async () => {
    const first = await serve();
    const client = dial(first.address);
    await until(() => first.messages.length > 0);
    client.leave("stopped");
    await until(() => first.messages.some(({ kind }) => kind === "leave"));
    await first.close();
    const second = await serve({ listen: first.address });
    await until(() => second.messages.some(({ kind }) => kind === "leave"));
    expect(second.messages.filter(({ kind }) => kind === "leave")).toEqual([{ kind: "leave", reason: "stopped" }]);
    second.sessions[0]?.send({ kind: "bye", reason: "" });
    await expect(client.done).resolves.toBe("bye");
  });

  it("closes a session that is not answered for two seconds and dials again", async () => {
    const coordinator = await serve({ acks: false });
    const beganMs = performance.now();
    dial(coordinator.address);
    await until(() => coordinator.hellos.length === 2);
    expect(performance.now() - beganMs).toBeGreaterThan(2000);
    await until(() => coordinator.seen.closed.length === 1);
  });

  it("ends when the coordinator is away for longer than the limit", async () => {
    const gone = await serve();
    await gone.close();
    expect(await failureOf(dial(gone.address, { coordinatorTimeoutMs: 400 }))).toMatchObject({ code: "coordinator-lost" });
  });

  it("ends with the error of a handler, and when it is closed", async () => {
    const coordinator = await serve({ onHello: (session) => session.send({ kind: "fence", generation: 1, coordinator: "c" }) });
    const failing = dial(coordinator.address, {
      handlers: {
        roster: () => {},
        fence: () => {
          throw new Error("no disk");
        },
      },
    });
    expect(await failureOf(failing)).toMatchObject({ message: "no disk" });
    const stopped = dial(coordinator.address);
    stopped.close();
    expect(await failureOf(stopped)).toMatchObject({ code: "aborted" });
  });
});

describe("addSessionMethod", () => {
  it("refuses a Hello that makes no sense, and ends a session whose first message is none", async () => {
    const coordinator = await serve();
    expect(await failureOf(dial(coordinator.address, { hello: () => ({ ...hello, name: "not a name" }) }))).toMatchObject({
      code: "configuration",
    });
    expect(coordinator.hellos).toEqual([]);
  });

  it("tells of the end of a session once", async () => {
    const coordinator = await serve();
    const client = dial(coordinator.address);
    await until(() => coordinator.hellos.length === 1);
    coordinator.sessions[0]?.close();
    client.close();
    await until(() => coordinator.seen.closed.length === 1);
    coordinator.sessions[0]?.close();
    coordinator.sessions[0]?.send({ kind: "finish" });
    expect(coordinator.seen.closed).toEqual(["closed by the coordinator"]);
  });
});
