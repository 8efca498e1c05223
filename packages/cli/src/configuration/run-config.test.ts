import type { RunSettings } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { resumeConfig } from "./resume.ts";
import { formatRunConfig, parseRunConfig } from "./run-config.ts";
import type { RunConfig } from "./run-config.ts";

const settings: RunSettings = {
  recipe: "mnist-mlp-128",
  overrides: { standardize: "true" },
  seed: 7,
  shards: 4,
  batchSize: 128,
  epochs: 10,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 469,
  optimizer: { name: "adam", learningRate: 0.001 },
  data: '/data/my mnist: "quoted" #1',
  backend: "auto",
  allowMixedBackends: false,
  nonFinite: "stop",
};
const config: RunConfig = {
  runId: "0b0e7ac2-5d0c-4a3f-8f6c-0d9a4f7b1c11",
  recipeHash: "ab".repeat(32),
  dataHash: "cd".repeat(32),
  workers: 2,
  settings,
};

describe("config.yaml", () => {
  it("comes back as it was written", () => {
    expect(parseRunConfig(formatRunConfig(config), "config.yaml")).toEqual(config);
    expect(parseRunConfig(formatRunConfig({ ...config, workers: null }), "config.yaml").workers).toBeNull();
    const { dataHash: _, ...older } = config;
    expect(parseRunConfig(formatRunConfig(older), "config.yaml")).toEqual(older);
  });

  it("refuses every damage with the file's name", () => {
    const source = formatRunConfig(config);
    const damages: readonly [from: RegExp | string, to: string][] = [
      ["format: 1", "format: 2"],
      [/runId:.*/, "runId: ../../etc"],
      [/recipeHash:.*/, "recipeHash: abc"],
      [/dataHash:.*/, "dataHash: abc"],
      ["workers: 2", "workers: 0"],
      ["workers: 2", "worker: 2"],
      ["seed: 7", "seed: x"],
      [/settings:[^]*/, ""],
      [/^[^]*$/, ""],
    ];
    for (const [from, to] of damages) {
      const damaged = source.replace(from, to);
      expect(damaged).not.toBe(source);
      expect(() => parseRunConfig(damaged, "r/config.yaml")).toThrow(/^r\/config\.yaml/);
    }
  });

  it("says that another version of the program has written it", () => {
    const later = formatRunConfig(config).replace("format: 1", "format: 2");
    expect(() => parseRunConfig(later, "config.yaml")).toThrow(
      /format 2 is of another version of Lockstep, this one reads format 1; use the/,
    );
  });
});

describe("resumeConfig", () => {
  it("goes on with other numbers of processes and epochs", () => {
    const resumed = resumeConfig(
      config,
      { workers: 4, parameterServers: 2, epochs: 12, json: true, port: 80, dashboard: false, resume: true },
      "/",
      null,
    );
    expect(resumed).toEqual({ ...config, workers: 4, settings: { ...settings, parameterServers: 2, epochs: 12 } });
  });

  it("takes everything from the stored run, and the same values again", () => {
    expect(resumeConfig(config, {}, "/", null)).toEqual(config);
    const same = { recipe: "mnist-mlp-128", seed: 7, optimizer: "adam", learningRate: 0.001, set: { standardize: "true" } } as const;
    expect(resumeConfig(config, same, "/", null)).toEqual(config);
  });

  it("takes the backend that the first worker chose, where the run left it open", () => {
    expect(resumeConfig(config, { backend: "wasm" }, "/", "wasm")).toEqual(config);
    expect(resumeConfig(config, { backend: "auto" }, "/", "wasm")).toEqual(config);
    expect(() => resumeConfig(config, { backend: "tfjs-node" }, "/", "wasm")).toThrow(
      /^--backend "tfjs-node" differs from the run's "wasm";/,
    );
    expect(() => resumeConfig(config, { backend: "wasm" }, "/", null)).toThrow(/differs from the run's "auto"/);
    const named = { ...config, settings: { ...settings, backend: "cpu" } } as const;
    expect(() => resumeConfig(named, { backend: "wasm" }, "/", "wasm")).toThrow(/differs from the run's "cpu"/);
  });

  const scheduled: RunConfig = {
    ...config,
    settings: {
      ...settings,
      batchSize: 512,
      accumulate: 4,
      schedule: { name: "cosine", warmup: { epochs: 1 } },
      clip: { by: "norm", limit: 1 },
      optimizer: { name: "adam", learningRate: 0.001, weightDecay: 0.1 },
    },
  };

  it("takes the flags of the run again", () => {
    expect(parseRunConfig(formatRunConfig(scheduled), "config.yaml")).toEqual(scheduled);
    const schedule = { name: "cosine", warmup: { epochs: 1 } } as const;
    const same = { batchSize: 128, accumulate: 4, schedule, clipNorm: 1, weightDecay: 0.1, epochs: 10 };
    expect(resumeConfig(scheduled, same, "/", null)).toEqual(scheduled);
    expect(resumeConfig(config, { schedule: { name: "constant" }, accumulate: 1 }, "/", null)).toEqual(config);
  });

  it.each([
    [{ schedule: { name: "cosine" } } as const, '--schedule {"name":"cosine"} differs'],
    [{ clipNorm: 2 }, "--clip"],
    [{ clipValue: 1 }, "--clip"],
    [{ weightDecay: 0.2 }, "--weight-decay"],
    [{ accumulate: 2 }, "--accumulate"],
    [{ batchSize: 512 }, "--batch-size"],
    [{ epochs: 12 }, "--epochs 12: the cosine schedule of this run goes over its 10 epochs"],
    [{ epochs: 8 }, "--epochs 8: the cosine schedule"],
  ])("refuses %j for a run with a schedule over its whole length", (request, message) => {
    expect(() => resumeConfig(scheduled, request, "/", null)).toThrow(message);
  });

  it("prolongs a run whose schedule has a length of its own", () => {
    const settingsOf = (schedule: RunSettings["schedule"]): RunConfig => ({
      ...config,
      settings: { ...settings, ...(schedule && { schedule }) },
    });
    for (const schedule of [
      { name: "cosine", length: { epochs: 12 } },
      { name: "step", every: { epochs: 3 } },
    ] as const)
      expect(resumeConfig(settingsOf(schedule), { epochs: 12 }, "/", null).settings.epochs).toBe(12);
  });

  it.each([
    [{ seed: 8 }, "--seed 8 differs from the run's 7"],
    [{ recipe: "mnist-cnn" }, 'the recipe "mnist-cnn" differs'],
    [{ shards: 2 }, "--shards"],
    [{ batchSize: 64 }, "--batch-size"],
    [{ optimizer: "sgd" } as const, "--optimizer"],
    [{ learningRate: 0.01 }, "--learning-rate"],
    [{ data: "elsewhere" }, "--data"],
    [{ set: {} }, "--set"],
    [{ backend: "cpu" } as const, "--backend"],
    [{ minWorkers: 2 }, "--min-workers"],
    [{ snapshotEvery: 5 }, "--snapshot-every"],
    [{ allowMixedBackends: true }, "--allow-mixed-backends"],
    [{ freeze: ["conv*"] }, "--freeze"],
    [{ from: "elsewhere" }, "--from"],
  ])("refuses %j", (request, message) => {
    expect(() => resumeConfig(config, request, "/", null)).toThrow(message);
  });
});
