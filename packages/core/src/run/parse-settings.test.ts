import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { parseRunSettings } from "./parse-settings.ts";
import type { RunSettings } from "./settings.ts";

const settings: RunSettings = {
  recipe: "mnist-mlp-128",
  overrides: { standardize: "true" },
  seed: 0xffff_ffff,
  shards: 4,
  batchSize: 128,
  epochs: 10,
  parameterServers: 2,
  minWorkers: 1,
  snapshotEverySteps: 469,
  optimizer: { name: "adamw", learningRate: 0.001, beta1: 0.9, weightDecay: 0 },
  schedule: { name: "cosine", warmup: { epochs: 0.5 }, min: 0.00001 },
  clip: { by: "norm", limit: 1 },
  accumulate: 2,
  data: "/data",
  backend: "auto",
  allowMixedBackends: true,
  nonFinite: "skip",
};

describe("parseRunSettings", () => {
  it("gives back what was written", () => {
    expect(parseRunSettings(canonicalJson(settings))).toEqual(settings);
    const { schedule: _schedule, clip: _clip, accumulate: _accumulate, ...plain } = settings;
    expect(parseRunSettings(canonicalJson(plain))).toEqual(plain);
    expect(parseRunSettings(canonicalJson({ ...settings, data: null, unknown: 1 }))).toEqual({ ...settings, data: null });
    const warm = { ...settings, initialValues: "0123456789abcdef".repeat(4), freeze: ["conv*", "norm"] };
    expect(parseRunSettings(canonicalJson(warm))).toEqual(warm);
    expect(parseRunSettings(canonicalJson({ ...settings, validation: 0.1 }))).toEqual({ ...settings, validation: 0.1 });
    const stopping = { ...settings, validation: 0.1, earlyStop: { patience: 3, minDelta: 0.001 } };
    expect(parseRunSettings(canonicalJson(stopping))).toEqual(stopping);
  });

  const bad: readonly [string, object][] = [
    ["recipe", { recipe: "" }],
    ["overrides.standardize", { overrides: { standardize: true } }],
    ["overrides", { overrides: null }],
    ["seed", { seed: 2 ** 32 }],
    ["seed", { seed: -1 }],
    ["shards", { shards: 0 }],
    ["batchSize", { batchSize: 1.5 }],
    ["epochs", { epochs: "10" }],
    ["parameterServers", { parameterServers: 0 }],
    ["minWorkers", { minWorkers: 0 }],
    ["snapshotEverySteps", { snapshotEverySteps: null }],
    ["optimizer", { optimizer: [] }],
    ["optimizer.name", { optimizer: { name: "sgdd", learningRate: 1 } }],
    ["optimizer.learningRate", { optimizer: { name: "sgd" } }],
    ["optimizer.momentum", { optimizer: { name: "sgd", learningRate: 1, momentum: "x" } }],
    ["schedule", { schedule: "cosine" }],
    ["schedule.name", { schedule: { name: "toString" } }],
    ["schedule.wormup", { schedule: { name: "cosine", wormup: { steps: 1 } } }],
    ["schedule.every", { schedule: { name: "step" } }],
    ["schedule.every", { schedule: { name: "step", every: { steps: 1.5 } } }],
    ["schedule.every", { schedule: { name: "step", every: { steps: 1, epochs: 1 } } }],
    ["schedule.factor", { schedule: { name: "step", every: { epochs: 0.5 }, factor: 1.1 } }],
    ["schedule.length", { schedule: { name: "one-cycle", length: { epochs: 0 } } }],
    ["schedule.warmup", { schedule: { name: "one-cycle", warmup: { epochs: 1 } } }],
    ["schedule.rise", { schedule: { name: "one-cycle", rise: 1 } }],
    ["clip.by", { clip: { by: "sum", limit: 1 } }],
    ["clip.limit", { clip: { by: "norm", limit: 0 } }],
    ["clip.limit", { clip: { by: "value", limit: 1e39 } }],
    ["accumulate", { accumulate: 0 }],
    ["data", { data: 1 }],
    ["backend", { backend: "cuda" }],
    ["allowMixedBackends", { allowMixedBackends: 1 }],
    ["nonFinite", { nonFinite: "ignore" }],
    ["initialValues", { initialValues: "../../secret" }],
    ["initialValues", { initialValues: null }],
    ["freeze", { freeze: [] }],
    ["freeze", { freeze: "conv" }],
    ["freeze", { freeze: ["conv", ""] }],
    ["validation", { validation: 0 }],
    ["validation", { validation: 1 }],
    ["validation", { validation: "0.1" }],
    ["earlyStop", { earlyStop: 3 }],
    ["earlyStop.patience", { earlyStop: { patience: 0 } }],
    ["earlyStop.minDelta", { earlyStop: { patience: 1, minDelta: -1 } }],
  ];
  it.each(bad)("names the field when %s is wrong", (field, change) => {
    expect(() => parseRunSettings(JSON.stringify({ ...settings, ...change }))).toThrowError(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringContaining(`run settings, ${field}: expected`) as string,
      }) as Error,
    );
  });

  it("refuses what is no object of settings at all", () => {
    for (const json of ["", "[]", "null", "{", JSON.stringify("x".repeat(2 << 20))])
      expect(() => parseRunSettings(json)).toThrow("run settings");
  });
});
