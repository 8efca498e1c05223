import type { Dataset } from "@lockstep/core/local";
import type { Sequential } from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { buildModel } from "./configured-recipe.ts";
import { loadDataset } from "./load-dataset.ts";
import { type LossName, modelOutputs } from "./loss.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { arrays } from "./sources/arrays.ts";

// oxlint-disable-next-line no-restricted-imports -- this test plays the worker, which hands TensorFlow.js to a recipe
const tf = await import("@tensorflow/tfjs");

const features = [[1], [2], [3]];
const labelled = (labels: readonly number[]): Recipe["data"] => arrays({ train: { features, labels }, test: { features, labels } });
const targeted = (targets: readonly (readonly number[])[], classes = 0): Recipe["data"] =>
  arrays({ classes, train: { features, targets }, test: { features, targets } });

function recipeOf(loss: LossName, data: Recipe["data"], changes: Partial<Recipe> = {}): Recipe {
  return defineRecipe({
    name: "mine",
    description: "",
    data,
    input: { scale: 1, offset: 0 },
    model: ({ featureShape, outputs }) =>
      tf.sequential({ layers: [tf.layers.dense({ name: "last", units: outputs, inputShape: [...featureShape] })] }),
    loss,
    defaults: { batchSize: 2, shards: 1, epochs: 1, optimizer: { name: "sgd", learningRate: 0.1 } },
    ...changes,
  });
}

const twoClasses = labelled([0, 1, 0]);
const threeClasses = labelled([0, 1, 2]);
const oneHot = targeted(
  [
    [1, 0],
    [0, 1],
    [0.5, 0.5],
  ],
  2,
);
const values = targeted([[-1], [20], [0.5]]);

describe("the data of a loss", () => {
  const fitting: readonly [LossName, Recipe["data"], number][] = [
    ["sparse-categorical-cross-entropy", threeClasses, 3],
    ["categorical-cross-entropy", oneHot, 2],
    ["binary-cross-entropy", twoClasses, 1],
    ["mean-squared-error", values, 1],
    ["mean-squared-error", oneHot, 2],
  ];
  it.each(fitting)("%s takes what it is for, and says how wide the model is", async (loss, data, outputs) => {
    const recipe = recipeOf(loss, data);
    const dataset: Dataset = await loadDataset(recipe, { data: null });
    expect(modelOutputs(loss, dataset)).toBe(outputs);
    expect(dataset.classes > 0).toBe(loss !== "mean-squared-error");
    expect(buildModel(recipe, { ...dataset, tf, overrides: {} }).outputs[0]?.shape).toEqual([null, outputs]);
  });

  const wrong: readonly [LossName, Recipe["data"], RegExp][] = [
    ["sparse-categorical-cross-entropy", oneHot, /needs a label a sample; the data arrays have 2 classes and 2 targets a sample/],
    ["categorical-cross-entropy", twoClasses, /needs a target a class; the data arrays have 2 classes and a label a sample/],
    ["categorical-cross-entropy", values, /needs a target a class; the data arrays have 0 classes and 1 targets a sample/],
    ["binary-cross-entropy", threeClasses, /needs 2 classes and a label a sample; the data arrays have 3 classes/],
    ["binary-cross-entropy", values, /needs 2 classes/],
    ["mean-squared-error", twoClasses, /needs targets, and not labels; the data arrays have 2 classes and a label a sample/],
  ];
  it.each(wrong)("%s refuses what it is not for", async (loss, data, message) => {
    await expect(loadDataset(recipeOf(loss, data), { data: null })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringMatching(message) as string,
    });
  });
});

describe("label smoothing", () => {
  it.each([-0.1, 1, Number.NaN, "0.1"])("cannot be %s", (labelSmoothing) => {
    expect(() => recipeOf("binary-cross-entropy", twoClasses, { labelSmoothing: labelSmoothing as number })).toThrow(
      /labelSmoothing: expected a number from 0 to below 1/,
    );
  });

  it("is nothing for a loss without labels", () => {
    expect(() => recipeOf("mean-squared-error", values, { labelSmoothing: 0.1 })).toThrow(/labelSmoothing: expected none with this loss/);
  });
});

describe("a model that ends in what its loss contains", () => {
  const dense = (activation: "sigmoid" | "softmax" | undefined): Recipe["model"] => {
    const units = 2;
    return () => tf.sequential({ layers: [tf.layers.dense({ name: "last", units, inputShape: [1], ...(activation && { activation }) })] });
  };
  const ending: readonly [string, Recipe["model"], RegExp][] = [
    [
      "a dense layer with softmax",
      dense("softmax"),
      /its last layer last \(Dense\) ends in a softmax, which the loss .* already contains; leave/,
    ],
    ["a dense layer with sigmoid", dense("sigmoid"), /last \(Dense\) ends in a sigmoid/],
    [
      "an activation layer",
      () => {
        const model = dense(undefined)({} as never) as Sequential;
        model.add(tf.layers.activation({ name: "act", activation: "softmax" }));
        return model;
      },
      /act \(Activation\) ends in a softmax/,
    ],
    [
      "a softmax layer",
      () => {
        const model = dense(undefined)({} as never) as Sequential;
        model.add(tf.layers.softmax({ name: "soft" }));
        return model;
      },
      /soft \(Softmax\) ends in a softmax/,
    ],
  ];
  it.each(ending)("is refused: %s", (_, model, message) => {
    const recipe = recipeOf("sparse-categorical-cross-entropy", twoClasses, { model });
    expect(() => buildModel(recipe, { featureShape: [1], classes: 2, tf, overrides: {} })).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it("is taken for a mean squared error, which contains nothing", () => {
    const recipe = recipeOf("mean-squared-error", values, { model: dense("sigmoid") });
    expect(buildModel(recipe, { featureShape: [1], classes: 0, targets: 2, tf, overrides: {} }).outputs).toHaveLength(1);
  });
});
