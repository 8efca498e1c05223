import { describe, expect, it } from "vitest";
import { checkWorkers, completeSettings, draftSettings, optimizerSettings, recipeReference } from "./run-settings.ts";
import type { RecipeDefaults } from "./run-settings.ts";

const recipe: RecipeDefaults = { batchSize: 128, shards: 4, epochs: 10, optimizer: { name: "adam", learningRate: 0.002, beta1: 0.8 } };

describe("draftSettings", () => {
  it("takes the recipe's values where nothing is asked for", () => {
    expect(draftSettings({}, recipe, "/work")).toEqual({
      recipe: "mnist-mlp-128",
      overrides: {},
      seed: 0,
      shards: 4,
      batchSize: 128,
      epochs: 10,
      parameterServers: 1,
      minWorkers: 1,
      snapshotEverySteps: 0,
      optimizer: recipe.optimizer,
      data: null,
      backend: "auto",
      allowMixedBackends: false,
      nonFinite: "stop",
    });
  });

  it("names frozen layers only where there are some", () => {
    expect(draftSettings({ freeze: ["conv*"] }, recipe, "/work")).toMatchObject({ freeze: ["conv*"] });
    expect(draftSettings({}, recipe, "/work")).not.toHaveProperty("freeze");
  });

  it("holds back what is asked for, else what the recipe says; 0 is nothing", () => {
    const careful = { ...recipe, validation: 0.2 };
    expect(draftSettings({}, careful, "/").validation).toBe(0.2);
    expect(draftSettings({ validation: 0.1 }, careful, "/").validation).toBe(0.1);
    expect(draftSettings({ validation: 0 }, careful, "/")).not.toHaveProperty("validation");
    expect(draftSettings({}, recipe, "/")).not.toHaveProperty("validation");
  });

  it("ends early where that is asked for, else where the recipe says so; 0 is never", () => {
    const hasty = { ...recipe, validation: 0.2, earlyStop: { patience: 3, minDelta: 0.01 } };
    expect(draftSettings({}, hasty, "/").earlyStop).toEqual({ patience: 3, minDelta: 0.01 });
    expect(draftSettings({ earlyStop: 5 }, hasty, "/").earlyStop).toEqual({ patience: 5, minDelta: 0.01 });
    expect(draftSettings({ earlyStopDelta: 0 }, hasty, "/").earlyStop).toEqual({ patience: 3, minDelta: 0 });
    expect(draftSettings({ earlyStop: 5, validation: 0.1 }, recipe, "/").earlyStop).toEqual({ patience: 5 });
    expect(draftSettings({ earlyStop: 0 }, hasty, "/")).not.toHaveProperty("earlyStop");
    expect(draftSettings({}, recipe, "/")).not.toHaveProperty("earlyStop");
  });

  it("does not end early without samples that are held back", () => {
    const hasty = { ...recipe, validation: 0.2, earlyStop: { patience: 3 } };
    expect(() => draftSettings({ earlyStop: 2 }, recipe, "/")).toThrow(/^--early-stop 2 goes by the validation loss, but nothing is held/);
    expect(() => draftSettings({ validation: 0 }, hasty, "/")).toThrow(/^the recipe's early stopping goes by the validation loss/);
    expect(() => draftSettings({ earlyStopDelta: 0.1, validation: 0.1 }, recipe, "/")).toThrow(
      /give --early-stop, a number of epochs, too/,
    );
  });

  it("keeps paths absolute", () => {
    expect(draftSettings({ data: "mnist", recipe: "./mine.mjs" }, recipe, "/work")).toMatchObject({
      data: "/work/mnist",
      recipe: "/work/mine.mjs",
    });
    expect(recipeReference("mnist-cnn", "/work")).toBe("mnist-cnn");
    expect(recipeReference("mine.js", "/work")).toBe("/work/mine.js");
  });

  it("refuses a batch that the shards cannot share and an optimizer that cannot be", () => {
    expect(() => draftSettings({ batchSize: 130 }, recipe, "/")).toThrow(/128 or 132/);
    expect(() => draftSettings({ shards: 3 }, recipe, "/")).toThrow(/126 or 129/);
    const broken = { ...recipe, optimizer: { name: "adam", learningRate: 0.001, beta1: 2 } } as const;
    expect(() => draftSettings({}, broken, "/")).toThrow(/beta1/);
  });
});

describe("the settings of an update", () => {
  it("are the recipe's, unless others are asked for", () => {
    const own = { ...recipe, schedule: { name: "cosine" }, clip: { by: "norm", limit: 1 } } as const;
    expect(draftSettings({}, own, "/")).toMatchObject({ schedule: own.schedule, clip: own.clip });
    const asked = draftSettings({ schedule: { name: "step", every: { epochs: 1 } }, clipValue: 0.5, weightDecay: 0.1 }, own, "/");
    expect(asked).toMatchObject({ schedule: { name: "step" }, clip: { by: "value", limit: 0.5 }, optimizer: { weightDecay: 0.1 } });
  });

  it("are left out where they change nothing", () => {
    const none = draftSettings({ schedule: { name: "constant" }, accumulate: 1 }, { ...recipe, schedule: { name: "cosine" } }, "/");
    expect(none).toEqual(draftSettings({}, recipe, "/"));
  });

  it("count the samples of all batches of an update", () => {
    expect(draftSettings({ batchSize: 64, accumulate: 4 }, recipe, "/")).toMatchObject({ batchSize: 256, accumulate: 4 });
    expect(() => draftSettings({ batchSize: 130, accumulate: 2 }, recipe, "/")).toThrow(/128 or 132/);
  });

  it("must fit each other and the length of the run", () => {
    expect(() => draftSettings({ clipNorm: 1, clipValue: 1 }, recipe, "/")).toThrow(/only one of them/);
    const draft = draftSettings({ schedule: { name: "cosine", warmup: { epochs: 10 } } }, recipe, "/");
    expect(() => completeSettings(draft, 60_000)).toThrow(/the warm-up of 4690 steps leaves nothing of a schedule of 4690/);
  });
});

describe("optimizerSettings", () => {
  it("changes the learning rate alone, or takes another optimizer with its own values", () => {
    expect(optimizerSettings({ learningRate: 0.5 }, recipe.optimizer)).toEqual({ name: "adam", learningRate: 0.5, beta1: 0.8 });
    expect(optimizerSettings({ optimizer: "adam" }, recipe.optimizer)).toEqual(recipe.optimizer);
    expect(optimizerSettings({ optimizer: "sgd" }, recipe.optimizer)).toEqual({ name: "sgd", learningRate: 0.01 });
    expect(optimizerSettings({ optimizer: "sgd", learningRate: 0.1 }, recipe.optimizer)).toEqual({ name: "sgd", learningRate: 0.1 });
  });
});

describe("completeSettings", () => {
  it("takes a snapshot an epoch unless asked otherwise", () => {
    expect(completeSettings(draftSettings({}, recipe, "/"), 60_000).snapshotEverySteps).toBe(469);
    expect(completeSettings(draftSettings({ snapshotEvery: 7 }, recipe, "/"), 60_000).snapshotEverySteps).toBe(7);
  });

  it("needs a sample a shard", () => {
    expect(() => completeSettings(draftSettings({}, recipe, "/"), 3)).toThrow(/4 shards for 3 training samples/);
  });
});

describe("checkWorkers", () => {
  const settings = draftSettings({ minWorkers: 2 }, recipe, "/");

  it("accepts what can begin and has work for everyone", () => {
    expect(() => checkWorkers(2, settings)).not.toThrow();
    expect(() => checkWorkers(4, settings)).not.toThrow();
  });

  it("refuses more workers than shards and fewer than the minimum", () => {
    expect(() => checkWorkers(5, settings)).toThrow(/5 workers are more than the 4 shards/);
    expect(() => checkWorkers(1, settings)).toThrow(/at least 2 workers/);
  });
});
