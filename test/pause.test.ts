import { setTimeout as sleep } from "node:timers/promises";
import { leaseMs } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PacedRun, preparePaced } from "./chaos/paced-run.ts";
import { eventsOf } from "./harness/hand-started-run.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";
import { timeBoundMs } from "./harness/time-bound.ts";

// A process stands still (SIGSTOP) and goes on later, as one whose machine was frozen: it believes that nothing happened, and the others
// have gone on without it. And one that is killed. All of it happens to one run, which comes to the undisturbed weights all the same.

const killedNoticedMs = 1000;
const silentNoticedMs = 3000;
const workers = ["worker-a", "worker-b"];

let scratch = "";
let run: PacedRun;

beforeAll(async () => {
  scratch = await makeScratch();
  run = await PacedRun.start(await preparePaced(scratch, 35), "pauses");
});
afterAll(async () => {
  await run.end();
  await removeScratch(scratch);
});

const timesOf = (name: string, state: "joined" | "left"): number =>
  eventsOf(run.coordinator, "member").filter((event) => event.name === name && event.state === state).length;

describe("a process that stands still and goes on", () => {
  it("may have been missed or not: a worker, for one lease", async () => {
    const before = run.generations;
    run.workers[0].kill("SIGSTOP");
    await sleep(leaseMs);
    run.workers[0].kill("SIGCONT");
    await run.untilMoreSteps(20);
    expect(run.generations - before).toBeLessThanOrEqual(2);
    if (run.generations > before) await run.untilGeneration(before, workers);
    // Nobody else paid for it.
    expect([timesOf("worker-b", "left"), timesOf("parameter-server-0", "left")]).toEqual([0, 0]);
  });

  it.each(withLongCases([2], [5]))("is a newcomer, and what it still says counts for nothing: a worker, for %i leases", async (leases) => {
    const [before, joined, stoppedMs] = [run.generations, timesOf("worker-b", "joined"), Date.now()];
    run.workers[1].kill("SIGSTOP");
    expect(await run.leftAfterMs("worker-b", stoppedMs)).toBeLessThan(timeBoundMs(silentNoticedMs));
    await run.untilGeneration(before, ["worker-a"]);
    await run.untilMoreSteps(3);
    await sleep(leases * leaseMs - (Date.now() - stoppedMs));
    run.workers[1].kill("SIGCONT");
    await run.untilGeneration(before + 1, workers);
    expect(timesOf("worker-b", "joined")).toBe(joined + 1);
    await run.untilMoreSteps(3);
  });

  it("keeps what it has: a parameter server", async () => {
    const [before, stoppedMs] = [run.generations, Date.now()];
    run.server.kill("SIGSTOP");
    expect(await run.leftAfterMs("parameter-server-0", stoppedMs)).toBeLessThan(timeBoundMs(silentNoticedMs));
    await sleep(leaseMs);
    const committed = run.committedSteps;
    run.server.kill("SIGCONT");
    await run.untilGeneration(before, workers);
    // Its memory is as good as before: nothing that was committed is done again.
    expect(eventsOf(run.coordinator, "generation").at(-1)?.start).toBeGreaterThanOrEqual(committed);
    await run.untilMoreSteps(3);
  });

  it("is not needed for a while: the coordinator; training goes on without it", async () => {
    const [before, stoppedMs] = [run.generations, performance.now()];
    run.coordinator.kill("SIGSTOP");
    await sleep(2.5 * leaseMs);
    const longestGapMs = run.longestGapMs(stoppedMs, performance.now());
    run.coordinator.kill("SIGCONT");
    expect(longestGapMs).toBeLessThan(timeBoundMs(leaseMs));
    await run.untilGeneration(before, workers);
    await run.untilMoreSteps(3);
  });
});

describe("a process that is killed", () => {
  it("is missed within a second: a worker", async () => {
    const [before, killedMs] = [run.generations, Date.now()];
    run.workers[1].kill("SIGKILL");
    expect(await run.leftAfterMs("worker-b", killedMs)).toBeLessThan(timeBoundMs(killedNoticedMs));
    await run.untilGeneration(before, ["worker-a"]);
    await run.restart("worker-b");
    await run.untilGeneration(before + 1, workers);
  });

  it("is missed within a second: a parameter server", async () => {
    const [before, killedMs] = [run.generations, Date.now()];
    run.server.kill("SIGKILL");
    expect(await run.leftAfterMs("parameter-server-0", killedMs)).toBeLessThan(timeBoundMs(killedNoticedMs));
    await run.restart("parameter-server-0");
    await run.untilGeneration(before, workers);
  });
});

describe("all of them together", () => {
  it("leave no trace in the result", async () => {
    await run.hurry();
    expect(await run.problemsAtEnd()).toEqual([]);
  });
});
