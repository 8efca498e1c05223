import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numberSetting } from "./settings.ts";
import { runSchedule } from "./run-schedule.ts";
import { makeTinyScratch, removeTinyScratch, undisturbed } from "./tiny-run.ts";

const first = numberSetting("CHAOS_SEED", 0);
const seeds = Array.from({ length: numberSetting("CHAOS_SEEDS", 20) }, (_, index) => first + index);

let scratch = "";
let reference: RunSummary;

beforeAll(async () => {
  scratch = await makeTinyScratch();
  reference = await undisturbed(scratch);
});
afterAll(() => removeTinyScratch(scratch));

describe.concurrent("the same weights", () => {
  it.each(seeds)("with the random faults of seed %i", async (seed) => {
    const { problem, seconds, generations, faults } = await runSchedule(scratch, reference, seed);
    const injected = faults.join("; ") || "the run ended before its faults";
    console.log(`seed ${seed}: ${seconds.toFixed(1)} s, ${generations} generations: ${injected}`);
    expect(problem).toBeNull();
  });
});
