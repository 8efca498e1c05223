import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";

let scratch = "";
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => removeScratch(scratch));

describe("real MNIST", () => {
  it("is learnt to 93 % in one epoch by what `npm start` runs", async () => {
    const { summary } = await train(scratch, "mnist", ["--epochs", "1"], 280_000);
    expect(summary).toMatchObject({ recipe: "mnist-mlp-128", samplesApplied: 60_000, steps: 469, ledgerOk: true, workersAtEnd: 2 });
    expect(summary.testAccuracy).toBeGreaterThanOrEqual(0.93);
    expect(await lockstep(["verify", path.join(scratch, "mnist")], { folder: scratch })).toMatchObject({ code: 0 });
    expect(await readSummary(path.join(scratch, "mnist"))).toEqual(summary);
  });
});
