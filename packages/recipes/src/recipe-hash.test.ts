import { describe, expect, it } from "vitest";
import { mnistMlp128 } from "./mnist-mlp-128.ts";
import { mnistMlp256 } from "./mnist-mlp-256.ts";
import { type RecipeSettings, recipeHash } from "./recipe-hash.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const settings: RecipeSettings = { overrides: {}, shards: 4, batchSize: 128, optimizer: { name: "adam", learningRate: 1e-3 }, data: null };
const usual = recipeHash(mnistMlp128, settings);

function changed(changes: Partial<Recipe>): Recipe {
  return defineRecipe({ ...mnistMlp128, ...changes });
}

describe("recipeHash", () => {
  it("is a SHA-256 and the same each time", () => {
    expect(usual).toMatch(/^[0-9a-f]{64}$/);
    expect(recipeHash(changed({}), { ...settings })).toBe(usual);
  });

  it.each<[string, Recipe, Partial<RecipeSettings>]>([
    ["another recipe", mnistMlp256, {}],
    ["the name", changed({ name: "other" }), {}],
    ["the model", changed({ model: ({ tf }) => tf.sequential() }), {}],
    ["the input", changed({ input: { scale: 1, offset: 0 } }), {}],
    ["an augmentation", changed({ augmentation: { shiftPixels: 2 } }), {}],
    ["the data source", changed({ data: { ...mnistMlp128.data, identity: "other bytes" } }), {}],
    ["an option", mnistMlp128, { overrides: { standardize: "true" } }],
    ["the loss", changed({ loss: "categorical-cross-entropy" }), {}],
    ["label smoothing", changed({ labelSmoothing: 0.1 }), {}],
    ["shards", mnistMlp128, { shards: 8 }],
    ["batch size", mnistMlp128, { batchSize: 64 }],
    ["the optimizer", mnistMlp128, { optimizer: { name: "sgd", learningRate: 1e-3 } }],
    ["the learning rate", mnistMlp128, { optimizer: { name: "adam", learningRate: 2e-3 } }],
    ["values to begin with", mnistMlp128, { initialValues: "0".repeat(64) }],
    ["frozen layers", mnistMlp128, { freeze: ["hidden-1"] }],
    ["a part held back for validation", mnistMlp128, { validation: 0.1 }],
    ["a schedule", mnistMlp128, { schedule: { name: "cosine" } }],
    ["clipping", mnistMlp128, { clip: { by: "norm", limit: 1 } }],
    ["accumulation", mnistMlp128, { accumulate: 2 }],
    ["a data folder", mnistMlp128, { data: "/data/fashion" }],
  ])("differs with %s", (_what, recipe, changes) => {
    expect(recipeHash(recipe, { ...settings, ...changes })).not.toBe(usual);
  });

  it("does not speak of augmentation where there is none", () => {
    for (const augmentation of [null, () => null]) expect(recipeHash({ ...mnistMlp128, augmentation }, settings)).toBe(usual);
  });

  it("is the same for an option set to its default, another description, and settings that say how and not what", () => {
    expect(recipeHash(mnistMlp128, { ...settings, overrides: { standardize: "false" } })).toBe(usual);
    expect(recipeHash(changed({ labelSmoothing: 0 }), settings)).toBe(usual);
    expect(recipeHash(changed({ description: "other words" }), settings)).toBe(usual);
    const how = {
      seed: 5,
      epochs: 99,
      earlyStop: { patience: 3 },
      parameterServers: 3,
      minWorkers: 2,
      snapshotEverySteps: 7,
      backend: "cpu",
      allowMixedBackends: true,
    };
    expect(recipeHash(mnistMlp128, { ...settings, ...how })).toBe(usual);
  });

  it("refuses unknown options", () => {
    expect(() => recipeHash(mnistMlp128, { ...settings, overrides: { depth: "3" } })).toThrow(
      expect.objectContaining({ code: "configuration" }),
    );
  });
});
