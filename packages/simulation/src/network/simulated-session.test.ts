import { leaseMs, MemberSession, silentLogger } from "@lockstep/core";
import type { Beat, CoordinatorMessage, Hello, MemberMessage, ServerSession } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import type { Process } from "../engine/process.ts";
import { connectedMs, play } from "./played-network.test.fixture.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";
import { serveSessions, simulatedSessionDial } from "./simulated-session.ts";

const address = "coordinator:1";
const hello: Hello = {
  role: "parameter-server",
  name: "parameter-server-0",
  instance: "one",
  address: "127.0.0.1:1",
  recipeHash: "r",
  range: 0,
  fence: 3,
  layoutJson: "",
  topologyJson: "",
  backend: "",
  backendVersion: "",
};
const beat: Beat = {
  generation: 1,
  version: 7,
  snapshots: [4],
  writing: [],
  closed: false,
  phase: "step",
  waitingFor: ["worker-0"],
  phaseMs: { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 },
};

interface Coordinator {
  readonly heard: MemberMessage[];
  readonly sessions: ServerSession[];
  readonly closed: string[];
}

/** Answers every Beat, and Hello with a message of its own. */
function coordinate(network: SimulatedNetwork, process: Process, greeting: CoordinatorMessage): Coordinator {
  const seen: Coordinator = { heard: [], sessions: [], closed: [] };
  serveSessions(network, process, address, {
    hello: (session, message) => {
      seen.heard.push(message);
      seen.sessions.push(session);
      session.send(greeting);
    },
    receive: (session, message) => {
      seen.heard.push(message);
      if (message.kind === "beat") session.send({ kind: "ack", drop: [] });
    },
    closed: (_, reason) => seen.closed.push(reason),
  });
  return seen;
}

function join(network: SimulatedNetwork, process: Process, fences: number[]): MemberSession {
  return new MemberSession({
    address,
    dial: simulatedSessionDial(network, process, address),
    hello: () => hello,
    beat: () => beat,
    handlers: { roster: () => {}, fence: (generation) => void fences.push(generation) },
    coordinatorTimeoutMs: null,
    logger: silentLogger,
    clock: process.clock,
  });
}

describe("a session over the simulated network", () => {
  it("carries what member and coordinator say, in the product's own messages, and a new one follows a coordinator that was lost", async () => {
    const fences: number[] = [];
    let first: Coordinator | undefined;
    let second: Coordinator | undefined;
    await play(1, 20_000, ({ network, world, client, at }) => {
      const before = world.process("coordinator");
      first = coordinate(network, before, { kind: "fence", generation: 4, coordinator: "c1" });
      client.run(() => void join(network, client, fences));
      at(5000, () => before.die());
      at(6000, () => {
        second = coordinate(network, world.process("coordinator"), { kind: "fence", generation: 5, coordinator: "c2" });
      });
    });
    expect(fences).toEqual([4, 5]);
    expect(first?.heard.slice(0, 2)).toEqual([
      { kind: "hello", ...hello },
      { kind: "beat", ...beat },
    ]);
    expect(second?.heard[0]).toEqual({ kind: "hello", ...hello });
    expect(second?.heard.length).toBeGreaterThan(20);
  });

  it("tells the coordinator once that it is over, whoever ended it", async () => {
    let seen: Coordinator | undefined;
    let session: MemberSession | undefined;
    await play(1, 20_000, ({ network, world, client, at }) => {
      const coordinator = world.process("coordinator");
      seen = coordinate(network, coordinator, { kind: "ack", drop: [] });
      client.run(() => {
        session = join(network, client, []);
      });
      for (const ms of [0, 10]) at(connectedMs + ms, () => coordinator.run(() => seen?.sessions[0]?.close()));
      at(2 * connectedMs, () => client.run(() => session?.close()));
    });
    expect(seen?.sessions).toHaveLength(2);
    expect(seen?.closed).toHaveLength(2);
    expect(seen?.closed[0]).toBe("closed by the coordinator");
  });

  it("ends when no Hello comes in time", async () => {
    let endedMs = 0;
    let seen: Coordinator | undefined;
    await play(1, 20_000, ({ network, world, client }) => {
      seen = coordinate(network, world.process("coordinator"), { kind: "ack", drop: [] });
      network.dial(client, address, "session", {
        message: () => {},
        lost: () => {
          endedMs = world.nowMs;
        },
      });
    });
    expect(endedMs).toBeGreaterThan(leaseMs);
    expect(seen?.closed).toEqual([]);
  });
});
