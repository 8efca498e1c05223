import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failpointCase } from "./chaos/failpoint-cases.ts";
import { runFailpoint } from "./chaos/run-failpoint.ts";
import { runSchedule } from "./chaos/run-schedule.ts";
import { discardTiny, makeTinyScratch, removeTinyScratch, tinyArguments, trainTiny, undisturbed } from "./chaos/tiny-run.ts";
import { lockstep } from "./harness/command.ts";

// Few of very many: `npm run test:chaos` takes every failpoint, `npm run test:chaos -- --seeds 200` random faults.

/** Between them: kill, pause and cut; a worker that leaves; several processes at once; two and three workers, one and two servers. */
const seeds = [3, 4, 8, 9];

let scratch = "";
let reference: RunSummary;

beforeAll(async () => {
  scratch = await makeTinyScratch();
  reference = await undisturbed(scratch);
});
afterAll(() => removeTinyScratch(scratch));

describe.concurrent("the same weights, bit for bit", () => {
  it.each([
    failpointCase("worker.slice-reduced", "kill"),
    failpointCase("worker.gradient-published", "pause"),
    failpointCase("server.ledger-appended", "kill"),
    failpointCase("server.range-complete", "pause"),
    failpointCase("coordinator.roster-made", "kill"),
    failpointCase("coordinator.fence-sent", "pause"),
  ])("$action of $process at $point", async (failpointCase) => {
    expect(await runFailpoint(scratch, reference, failpointCase)).toBeNull();
  });

  it.each(seeds)("with the random faults of seed %i", async (seed) => {
    expect(await runSchedule(scratch, reference, seed)).toMatchObject({ problem: null });
  });

  it("with faults that the user names, which are told as they come", async () => {
    const plan = "kill worker-0 at step 60; cut worker-0 worker-1 for 500ms at step 120; join at step 160; kill all at step 200";
    const { events, problems } = await trainTiny(scratch, "named", reference, { chaos: plan });
    expect(problems).toEqual([]);
    const told = events.filter((event) => event.type === "chaos" || event.type === "fault");
    expect(told[0]).toEqual({ type: "chaos", state: "planned", seed: null, faults: plan.split("; "), missed: [] });
    expect(told.at(-1)).toEqual({ type: "chaos", state: "done", seed: null, faults: plan.split("; "), missed: [] });
    const injected = told.flatMap((event) => (event.type === "fault" && event.state === "injected" ? [event.fault] : []));
    expect(injected).toEqual(plan.split("; "));
    await discardTiny(scratch, "named");
  });
});

describe("--chaos", () => {
  it.each([
    ["kill worker-7 at step 3", /this run has no worker-7/],
    ["kill worker-1 at step 100000", /the run has only 320 steps/],
    ["explode", /expected kill, pause, cut, join or leave, found "explode"/],
    ["random:x", /expected a seed/],
  ])("refuses %j before it starts anything", async (chaos, message) => {
    const result = await lockstep(tinyArguments(scratch, "refused", { chaos }), { folder: scratch });
    expect(result).toMatchObject({ code: 2, stdout: "", leftOver: [] });
    expect(result.stderr).toMatch(message);
  });
});
