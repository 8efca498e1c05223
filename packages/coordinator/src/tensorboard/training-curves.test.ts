import { describe, expect, it } from "vitest";
import { classificationReport, makeLayout } from "@lockstep/core";
import type { LedgerStep, RunSettings } from "@lockstep/core";
import type { EventValue } from "./event-file.ts";
import { TrainingCurves } from "./training-curves.ts";

const settings: RunSettings = {
  recipe: "mnist-mlp-128",
  overrides: { standardize: "true" },
  seed: 3,
  shards: 4,
  batchSize: 128,
  epochs: 10,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 5,
  optimizer: { name: "adam", learningRate: 0.25 },
  data: null,
  backend: "wasm",
  allowMixedBackends: false,
  nonFinite: "stop",
};

const line = (step: number, changed: Partial<LedgerStep> = {}): LedgerStep => ({
  kind: "step",
  generation: 1,
  step,
  epoch: 0,
  shards: [],
  samples: 8,
  lossSum: 4,
  correct: 2,
  gradient: "00000000",
  ...changed,
});

interface Told {
  readonly step: number;
  readonly values: readonly EventValue[];
}

function curvesOf(
  steps: number,
  changed: Partial<RunSettings> = {},
  classes = 10,
): { readonly curves: TrainingCurves; readonly told: Told[] } {
  const told: Told[] = [];
  const events = { add: (step: number, values: readonly EventValue[]): void => void told.push({ step, values }) };
  return {
    curves: new TrainingCurves({
      events,
      settings: { ...settings, ...changed },
      recipeHash: "abc",
      steps,
      stepsPerEpoch: steps / 10,
      classes,
    }),
    told,
  };
}

const points = (told: readonly Told[]): unknown[] =>
  told.map(({ step, values }) => [step, Object.fromEntries(values.map(({ tag, simpleValue }) => [tag, simpleValue]))]);

describe("TrainingCurves", () => {
  it("begins with the settings, as hyper-parameters and as text that belongs to the run's number of steps", () => {
    const { curves, told } = curvesOf(40);
    expect(told).toEqual([]);
    curves.begin();
    expect(told.map(({ step, values }) => [step, values[0]?.tag])).toEqual([
      [0, "_hparams_/session_start_info"],
      [40, "run/settings"],
    ]);
    const shown = Buffer.from(told[1]?.values[0]?.tensor?.stringVal?.[0] ?? []).toString();
    expect(shown).toContain("recipe **mnist-mlp-128**, hash `abc`");
    expect(shown).toContain('"learningRate": 0.25');
  });

  it("tells steps and epochs, and nothing of steps that were skipped or are not finite", () => {
    const { curves, told } = curvesOf(40);
    curves.add(line(0), { samplesPerSecond: 9 }, null);
    curves.add(line(1, { skipped: true, lossSum: Number.NaN }), { samplesPerSecond: 9 }, null);
    curves.add(line(2, { lossSum: Infinity }), { samplesPerSecond: 0 }, null);
    curves.add(
      line(4, { samples: 0 }),
      { samplesPerSecond: 9 },
      { epoch: 0, trainLoss: 1, trainAccuracy: 2, testLoss: 3, testAccuracy: 4, validationLoss: 5, testReport: classificationReport([1]) },
    );
    expect(points(told)).toEqual([
      [0, { "loss/train-step": 0.5, "accuracy/train-step": 0.25, "optimizer/learning-rate": 0.25, "pace/samples-per-second": 9 }],
      [2, { "accuracy/train-step": 0.25, "optimizer/learning-rate": 0.25 }],
      [4, { "loss/train-epoch": 1, "accuracy/train-epoch": 2, "loss/test": 3, "accuracy/test": 4, "loss/validation": 5 }],
    ]);
  });

  it("knows no accuracy where there are no classes", () => {
    const { curves, told } = curvesOf(40, {}, 0);
    const none = { trainAccuracy: null, testAccuracy: null, validationAccuracy: null };
    const figures = { epoch: 0, trainLoss: 1, testLoss: 3, validationLoss: 5, ...none };
    curves.add(line(4, { correct: 0 }), { samplesPerSecond: 9 }, { ...figures, testReport: classificationReport([]) });
    expect(points(told)).toEqual([
      [4, { "loss/train-step": 0.5, "optimizer/learning-rate": 0.25, "pace/samples-per-second": 9 }],
      [4, { "loss/train-epoch": 1, "loss/test": 3, "loss/validation": 5 }],
    ]);
  });

  it("tells the rate that the schedule gives each update, of which a skipped step is none", () => {
    const { curves, told } = curvesOf(40, { schedule: { name: "step", every: { steps: 2 }, factor: 0.5 } });
    for (let step = 0; step < 6; step++) curves.add(line(step, step === 1 ? { skipped: true } : {}), { samplesPerSecond: 0 }, null);
    expect(told.map(({ step, values }) => [step, values.find(({ tag }) => tag === "optimizer/learning-rate")?.simpleValue])).toEqual([
      [0, 0.25],
      [2, 0.25],
      [3, 0.125],
      [4, 0.125],
      [5, 0.0625],
    ]);
  });

  it("thins the steps of a long run to 10,000 points", () => {
    const { curves, told } = curvesOf(1_000_000);
    for (let step = 0; step < 1_000; step++) curves.add(line(step), { samplesPerSecond: 0 }, null);
    expect(told.map(({ step }) => step)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it("ends with the spread of each tensor, whichever ranges it lies in", async () => {
    const { curves, told } = curvesOf(40);
    const initializer = { kind: "zeros" } as const;
    const layout = makeLayout([
      { name: "a/kernel", shape: [2, 2], initializer, update: "optimizer" },
      { name: "b/kernel", shape: [3], initializer, update: "optimizer" },
    ]);
    const weights = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6), Float32Array.of(Number.NaN)];
    const ranges = weights.map((values) => new Uint8Array(values.buffer));
    await curves.end(30, layout, ranges, new AbortController().signal);
    expect(told.map(({ step, values }) => [step, values[0]?.tag, values[0]?.histo?.num, values[0]?.histo?.sum])).toEqual([
      [30, "parameters/a/kernel", 4, 10],
      [30, "parameters/b/kernel", 2, 11],
      [30, "_hparams_/session_end_info", undefined, undefined],
    ]);
  });
});
