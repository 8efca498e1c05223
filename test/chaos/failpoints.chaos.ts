import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failpointCases } from "./failpoint-cases.ts";
import { runFailpoint } from "./run-failpoint.ts";
import { makeTinyScratch, removeTinyScratch, undisturbed } from "./tiny-run.ts";

let scratch = "";
let reference: RunSummary;

beforeAll(async () => {
  scratch = await makeTinyScratch();
  reference = await undisturbed(scratch);
});
afterAll(() => removeTinyScratch(scratch));

describe.concurrent("the same weights", () => {
  it.each(failpointCases)("$action of $process at $point", async (failpointCase) => {
    expect(await runFailpoint(scratch, reference, failpointCase)).toBeNull();
  });
});
