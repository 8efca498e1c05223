import { describe, expect, it } from "vitest";
import { classificationReport } from "@lockstep/core";
import type { LedgerStep } from "@lockstep/core";
import { RunTotals } from "./run-totals.ts";

const steps = 6;
const stepsPerEpoch = 3;

/** Two shards of four samples; the loss of a step is its number. */
function line(step: number, generation = 1, workers: readonly [string, string] = ["a", "b"]): LedgerStep {
  const samples = step === steps ? 0 : 8;
  const shards = workers.map((worker, shard) => ({ shard, worker, samples: samples / 2, digest: "", lossSum: step / 2, correct: 1 }));
  const common = {
    kind: "step" as const,
    generation,
    step,
    epoch: Math.floor(step / stepsPerEpoch),
    shards,
    samples,
    lossSum: step,
    correct: samples === 0 ? 0 : 2,
    gradient: "00000000",
  };
  if (step === 0 || step % stepsPerEpoch !== 0) return common;
  return {
    ...common,
    evaluation: { version: step, samples: 10, lossSum: 5, correct: step, shards: [], confusion: [step, 10 - step, 0, 0] },
  };
}

describe("RunTotals", () => {
  it("adds up steps, epochs and workers", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 2 });
    expect(totals.means(0)).toEqual({ loss: 0, accuracy: 0 });
    const results = Array.from({ length: steps + 1 }, (_, step) => totals.add(line(step)));
    expect(results.map((result) => result?.epoch ?? null)).toEqual([null, null, null, 0, null, null, 1]);
    const first = { epoch: 0, trainLoss: 3 / 24, trainAccuracy: 6 / 24, testLoss: 0.5, testAccuracy: 0.3 };
    expect(results[3]).toEqual({ ...first, testReport: classificationReport([3, 7, 0, 0]) });
    const second = { epoch: 1, trainLoss: 12 / 24, trainAccuracy: 6 / 24, testLoss: 0.5, testAccuracy: 0.6 };
    expect(totals.epochResult(1)).toEqual({ ...second, testReport: classificationReport([6, 4, 0, 0]) });
    expect([totals.lines, totals.stepsCommitted, totals.samplesApplied, totals.epoch]).toEqual([7, 6, 48, 1]);
    expect([totals.workerSamples("a"), totals.workerSamples("b"), totals.workerSamples("c")]).toEqual([24, 24, 0]);
  });

  it("knows no accuracy without classes", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 0 });
    expect(totals.means(0)).toEqual({ loss: 0, accuracy: null });
    const sums = { version: 3, samples: 10, lossSum: 5, correct: 0, shards: [], confusion: [] };
    for (const step of [0, 1, 2]) totals.add(line(step));
    expect(totals.add({ ...line(3), evaluation: sums, validation: sums })).toMatchObject({
      trainAccuracy: null,
      testLoss: 0.5,
      testAccuracy: null,
      validationAccuracy: null,
    });
  });

  it("tells of the validation beside the test", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 2 });
    const validation = { version: 3, samples: 4, lossSum: 1, correct: 3, shards: [], confusion: [2, 1, 0, 1] };
    const results = [0, 1, 2, 3].map((step) => totals.add(step === 3 ? { ...line(step), validation } : line(step)));
    expect(results[3]).toMatchObject({
      testAccuracy: 0.3,
      validationLoss: 0.25,
      validationAccuracy: 0.75,
      validationReport: classificationReport([2, 1, 0, 1]),
    });
  });

  it("counts the steps skipped since the last one that was applied", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 2 });
    const counts: number[] = [];
    for (const step of [0, 1, 2, 3, 4, 5]) {
      totals.add(step === 0 || step === 3 ? line(step) : { ...line(step), skipped: true });
      counts.push(totals.skippedInARow(100));
    }
    totals.add(line(steps));
    expect([...counts, totals.skippedInARow(100), totals.skippedInARow(1)]).toEqual([0, 1, 2, 0, 1, 2, 2, 1]);
    totals.add({ kind: "open", generation: 2, start: 2 });
    expect(totals.skippedInARow(100)).toBe(1);
  });

  it("takes back what a new generation redoes", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 2 });
    for (let step = 0; step < 5; step += 1) totals.add(line(step));
    totals.add({ kind: "open", generation: 2, start: 2 });
    expect([totals.lines, totals.samplesApplied, totals.workerSamples("b"), totals.epoch]).toEqual([2, 16, 8, 0]);
    expect(totals.epochResult(0)).toBeNull();
    for (let step = 2; step <= steps; step += 1) totals.add(line(step, 2, ["a", "a"]));
    expect([totals.samplesApplied, totals.workerSamples("a"), totals.workerSamples("b")]).toEqual([48, 40, 8]);
    expect(totals.epochResult(0)?.trainLoss).toBe(3 / 24);
  });

  it("knows from the validations when the run has ended early, and when that was taken back", () => {
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: 2, earlyStop: { patience: 1 } });
    const validated = (step: number, loss: number, generation = 1): LedgerStep => ({
      ...line(step, generation),
      validation: { version: step, samples: 4, lossSum: 4 * loss, correct: 3, shards: [], confusion: [2, 1, 0, 1] },
    });
    const closing = (step: number): LedgerStep => ({ ...validated(step, 0.5), shards: [], samples: 0, lossSum: 0, correct: 0 });
    const many = new RunTotals({ steps: 3 * stepsPerEpoch, stepsPerEpoch, classes: 2, earlyStop: { patience: 1 } });
    for (const each of [line(0), line(1), line(2), validated(3, 0.5), line(4), line(5)]) {
      totals.add(each);
      many.add(each);
    }
    expect([many.steps, many.endedEarly, many.epoch]).toEqual([9, null, 2]);
    many.add(closing(6));
    expect([many.steps, many.stepsCommitted, many.lines, many.epoch]).toEqual([6, 6, 7, 1]);
    const reason = "1 epoch without a validation loss lower than the 0.5 of version 3";
    expect(many.endedEarly).toEqual({ epochs: 2, reason });
    many.add({ kind: "open", generation: 2, start: 6 });
    expect([many.steps, many.endedEarly]).toEqual([9, null]);
    many.add(validated(6, 0.4, 2));
    expect([many.steps, many.endedEarly, many.epoch]).toEqual([9, null, 2]);

    // With the last step a run ends anyway.
    totals.add(closing(6));
    expect([totals.steps, totals.endedEarly]).toEqual([6, null]);
  });
});
