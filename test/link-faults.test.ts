import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PacedRun, preparePaced } from "./chaos/paced-run.ts";
import { eventsOf } from "./harness/hand-started-run.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";
import { timeBoundMs } from "./harness/time-bound.ts";

// Links that are slow, that cut everything into crumbs, that break in the middle of a message, or whose other end is gone without a word.

/** Of a silent process until the coordinator counts it out: a lease and a few ticks. */
const silentNoticedMs = 3000;
const dataLinks = [
  ["worker-a", "worker-b"],
  ["worker-a", "parameter-server-0"],
  ["worker-b", "parameter-server-0"],
] as const;
const bothWays = dataLinks.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
const workers = ["worker-a", "worker-b"];
/** By shared memory the vectors would pass by the links. */
const bytesOnTheLinks = { LOCKSTEP_SHARED_MEMORY: "off" };

let scratch = "";
let run: PacedRun;

beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => removeScratch(scratch));

describe("the links of a run", () => {
  beforeAll(async () => {
    run = await PacedRun.start(await preparePaced(scratch, 30), "links", bytesOnTheLinks);
  });
  afterAll(() => run.end());

  it("may deliver 1 to 7 bytes at a time: nothing changes", async () => {
    const links = [...bothWays, ["coordinator", "worker-b"] as const, ["worker-b", "coordinator"] as const];
    for (const [from, to] of links) run.net.network.setFaults(from, to, { sliceBytes: 7 });
    await run.untilMoreSteps(5);
    run.net.network.heal();
    expect(run.generations).toBe(1);
  });

  it("may break in the middle of messages: vectors go on where they stopped, without a change of membership", async () => {
    // Slow, so that something is always on its way.
    for (const [from, to] of bothWays) run.net.network.setFaults(from, to, { bytesPerSecond: 500_000 });
    let broken = 0;
    for (let round = 0; round < 12; round += 1) {
      for (const [a, b] of dataLinks) broken += run.net.network.reset(a, b);
      await sleep(250 + 7 * round);
    }
    expect(broken).toBeGreaterThan(20);
    // Connections that end by themselves after a few vectors, somewhere in one.
    for (const [from, to] of bothWays) run.net.network.setFaults(from, to, { truncateAfterBytes: 333_333 });
    await run.untilMoreSteps(15);
    run.net.network.heal();
    expect(run.generations).toBe(1);
  });

  it("cost a change of membership and no more where a session is reset", async () => {
    for (const name of ["worker-b", "parameter-server-0", "worker-a"]) {
      const before = run.generations;
      expect(run.net.network.reset(name, "coordinator")).toBeGreaterThan(0);
      await run.untilGeneration(before, workers);
      await run.untilMoreSteps(3);
    }
  });

  it("keep nobody waiting where the other end is gone without a word, a worker's machine", async () => {
    const [before, goneMs] = [run.generations, Date.now()];
    // Nothing of its end passes: no FIN, no reset.
    for (const name of ["worker-a", "parameter-server-0", "coordinator"]) run.net.network.cut("worker-b", name);
    run.workers[1].kill("SIGKILL");
    await run.untilGeneration(before, ["worker-a"]);
    expect(await run.leftAfterMs("worker-b", goneMs)).toBeLessThan(timeBoundMs(silentNoticedMs));
    await run.untilMoreSteps(3);
    run.net.network.heal();
    await run.restart("worker-b");
    await run.untilGeneration(before + 1, workers);
  });

  it("keep nobody waiting where the other end is gone without a word, a server's machine", async () => {
    const [before, goneMs] = [run.generations, Date.now()];
    for (const name of [...workers, "coordinator"]) run.net.network.cut("parameter-server-0", name);
    run.server.kill("SIGKILL");
    expect(await run.leftAfterMs("parameter-server-0", goneMs)).toBeLessThan(timeBoundMs(silentNoticedMs));
    run.net.network.heal();
    await run.restart("parameter-server-0");
    await run.untilGeneration(before, workers);
  });

  it("leave no trace in the result", async () => {
    await run.hurry();
    expect(await run.problemsAtEnd()).toEqual([]);
  });
});

describe("slow links", () => {
  beforeAll(async () => {
    run = await PacedRun.start(
      await preparePaced(scratch, 0, "undisturbed-large", ["--set", "hidden=400", "--epochs", "3"]),
      "slow",
      bytesOnTheLinks,
    );
  });
  afterAll(() => run.end());

  it("make training slower and change nothing: 2 Mbit/s and 50 ms, vectors that take longer than silence may last", async () => {
    for (const [from, to] of bothWays) run.net.network.setFaults(from, to, { bytesPerSecond: 250_000, latencyMs: 50, jitterMs: 10 });
    const startMs = performance.now();
    // One that has begun already, and a whole one.
    await run.untilMoreSteps(2);
    expect(performance.now() - startMs).toBeGreaterThan(6000);
    run.net.network.heal();
    await run.hurry();
    expect(await run.problemsAtEnd()).toEqual([]);
    expect(run.generations).toBe(1);
    expect(eventsOf(run.coordinator, "alarm")).toEqual([]);
  });
});
