import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeNeeded, makeRoster, nextRoster } from "./next-roster.ts";
import type { MembershipState, WorkerCandidate } from "./next-roster.ts";

const options = { shards: 4, parameterServers: 2, minWorkers: 1 };
const worker = (name: string, changes: Partial<WorkerCandidate> = {}): WorkerCandidate => ({
  name,
  address: `${name}:1`,
  sinceMs: 0,
  leaving: false,
  absentUntilMs: 0,
  ...changes,
});
const server = (range: number) => ({ name: `parameter-server-${range}`, address: `ps${range}:1`, range });
const state = (changes: Partial<MembershipState> = {}): MembershipState => ({
  workers: [worker("worker-0")],
  servers: [server(1), server(0)],
  ranks: ["worker-0"],
  need: null,
  settleUntilMs: 0,
  ...changes,
});

describe("changeNeeded", () => {
  it("passes on what happened", () => {
    expect(changeNeeded(0, state({ need: "worker-1 left" }), options).result).toBe("worker-1 left");
    expect(changeNeeded(0, state({ ranks: null }), options).result).toBe("no generation is open");
  });

  it("takes in newcomers together, some time after the first", () => {
    const workers = [worker("worker-0"), worker("worker-1", { sinceMs: 1000 }), worker("worker-2", { sinceMs: 1250 })];
    expect(changeNeeded(1299, state({ workers }), options).result).toBeNull();
    expect(changeNeeded(1300, state({ workers }), options).result).toBe("worker-1, worker-2 joined");
  });

  it("does not move for workers that may not take part or would be spares", () => {
    const absent = [worker("worker-0"), worker("worker-1", { absentUntilMs: 5000 }), worker("worker-2", { leaving: true })];
    expect(changeNeeded(4000, state({ workers: absent }), options).result).toBeNull();
    expect(changeNeeded(5300, state({ workers: absent }), options).result).toBe("worker-1 joined");
    const ranks = ["a", "b", "c", "d"];
    expect(changeNeeded(9000, state({ workers: [...ranks, "e"].map((name) => worker(name)), ranks }), options).result).toBeNull();
  });
});

describe("nextRoster", () => {
  it("waits for every parameter server and enough workers, and says for whom", () => {
    expect(nextRoster(0, state({ servers: [server(1)], workers: [] }), { ...options, minWorkers: 2 })).toEqual({
      result: null,
      reason: "waiting for parameter server 0 and 2 more workers",
    });
    expect(nextRoster(0, state({ workers: [worker("worker-0", { leaving: true })] }), { ...options, minWorkers: 0 }).result).toBeNull();
    expect(nextRoster(699, state({ settleUntilMs: 700 }), options).result).toBeNull();
    expect(nextRoster(700, state({ settleUntilMs: 700 }), options).result).not.toBeNull();
  });

  it("begins with all expected workers, but waits only so long for those that do not come", () => {
    const gate = { ...options, expectedWorkers: 3 };
    const two = [worker("worker-0", { sinceMs: 100 }), worker("worker-1", { sinceMs: 200 })];
    expect(nextRoster(300, state({ ranks: null, workers: two }), gate).reason).toBe("waiting for 1 more worker");
    expect(nextRoster(10_099, state({ ranks: null, workers: two }), gate).result).toBeNull();
    expect(nextRoster(10_100, state({ ranks: null, workers: two }), gate).result?.workers).toHaveLength(2);
    expect(nextRoster(300, state({ ranks: null, workers: [...two, worker("worker-2")] }), gate).result?.workers).toHaveLength(3);
    // A run that is under way goes on with whom it has, and no more workers are awaited than there are shards.
    expect(nextRoster(300, state({ ranks: ["worker-0"], workers: two }), gate).result?.workers).toHaveLength(2);
    expect(nextRoster(300, state({ ranks: null, workers: two }), { ...gate, shards: 2 }).result?.workers).toHaveLength(2);
  });

  it("ranks workers by number and leaves the rest as spares", () => {
    const workers = ["worker-10", "worker-2", "worker-1", "worker-11", "worker-3"].map((name) => worker(name));
    const plan = nextRoster(0, state({ workers }), options).result;
    expect(plan?.workers.map(({ name }) => name)).toEqual(["worker-1", "worker-2", "worker-3", "worker-10"]);
    expect(plan?.servers.map(({ range }) => range)).toEqual([0, 1]);
  });
});

describe("makeRoster", () => {
  it("covers all shards and parameters whatever the membership", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 300_000 }),
        (count, parameterServers, shards, parameters) => {
          const workers = Array.from({ length: count }, (_, i) => worker(`worker-${i}`));
          const servers = Array.from({ length: parameterServers }, (_, range) => server(range)).toReversed();
          const given = { shards, parameterServers, minWorkers: 1 };
          const plan = nextRoster(0, state({ workers, servers }), given).result;
          if (plan === null) throw new Error("a generation was possible");
          const facts = {
            generation: 2,
            coordinator: "c",
            start: 5,
            layoutJson: "{}",
            parameters,
            backend: "cpu",
            backendVersion: "1",
            reason: "test",
          };
          const roster = makeRoster(plan, facts, given);
          expect(roster.ranks.length).toBe(Math.min(count, shards));
          expect(roster.ranks.flatMap((rank) => rank.shards)).toEqual(Array.from({ length: shards }, (_, shard) => shard));
          expect(roster.servers.map(({ name, range }) => [name, range])).toEqual(
            Array.from({ length: parameterServers }, (_, range) => [`parameter-server-${range}`, range]),
          );
          expect(roster.servers.at(-1)?.end).toBe(parameters);
          expect(roster.slices.at(-1)?.end).toBe(parameters);
          for (const slice of roster.slices) expect(slice.owner).toBeLessThan(roster.ranks.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
