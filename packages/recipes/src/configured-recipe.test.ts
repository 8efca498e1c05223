import type { Tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { buildModel, inputScaling, recipeAugmentation, recipeOptions } from "./configured-recipe.ts";
import { mnistCnn } from "./mnist-cnn.ts";
import { mnistMlp128 } from "./mnist-mlp-128.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { mnist } from "./mnist.ts";
import { listRecipes } from "./registry.ts";

// oxlint-disable-next-line no-restricted-imports -- this test plays the worker, which hands TensorFlow.js to a recipe
const tf = await import("@tensorflow/tfjs");

const images = { tf, featureShape: [28, 28], classes: 10, overrides: {} };

function refusal(sentence: string): unknown {
  return expect.objectContaining({ name: "LockstepError", code: "configuration", message: expect.stringContaining(sentence) as string });
}

/** The default recipe with other fields. */
function changed(changes: Partial<Recipe>): Recipe {
  return defineRecipe({ ...mnistMlp128, ...changes });
}

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("recipeOptions", () => {
  it("are the defaults unless overridden", () => {
    expect(recipeOptions(mnistMlp128, {})).toEqual({ standardize: false });
    expect(recipeOptions(mnistMlp128, { standardize: "true" })).toEqual({ standardize: true });
  });

  it("refuse what they do not know or cannot read", () => {
    const unknown =
      'recipe mnist-mlp-128: unknown option "standardise" (--set standardise=…): it has standardize; did you mean standardize?';
    expect(() => recipeOptions(mnistMlp128, { standardise: "true" })).toThrow(refusal(unknown));
    expect(() => recipeOptions(mnistMlp128, { standardize: "yes" })).toThrow(refusal("--set standardize=yes: expected true or false"));
    expect(() => recipeOptions(changed({ options: {} }), { toString: "x" })).toThrow(
      refusal('unknown option "toString" (--set toString=…): it has none'),
    );
  });
});

describe("an option whose parse gives what is none", () => {
  it.each<[string, () => unknown]>([
    ["NaN", () => Number.NaN],
    ["undefined", () => undefined],
    ["an object", () => ({})],
  ])("is refused: %s", (found, parse) => {
    const recipe = changed({ options: { units: { description: "", default: 1, parse: parse as () => number } } });
    expect(() => recipeOptions(recipe, { units: "abc" })).toThrow(
      refusal(`recipe mnist-mlp-128: --set units=abc: parse gave ${found}; expected a finite number, text or true/false`),
    );
  });
});

describe("inputScaling", () => {
  it("is that of the recipe under its options", () => {
    expect(inputScaling(mnistMlp128, {})).toEqual({ scale: 1 / 255, offset: 0 });
    const { scale, offset } = inputScaling(mnistMlp128, { standardize: "true" });
    expect(offset).toBeCloseTo(-0.4242, 4);
    expect(255 * scale + offset).toBeCloseTo(2.8215, 4);
    expect(inputScaling(changed({ input: { scale: 2, offset: 1 } }), {})).toEqual({ scale: 2, offset: 1 });
  });

  it("refuses what a recipe's function must not return", () => {
    expect(() => inputScaling(changed({ input: () => ({ scale: Infinity, offset: 0 }) }), {})).toThrow(
      refusal("input.scale: expected a finite number"),
    );
    expect(() => inputScaling(changed({ input: () => ({ scale: 1, offset: 0, ofset: 0 }) }), {})).toThrow(
      refusal('recipe mnist-mlp-128: input: there is no field "ofset"; did you mean offset?'),
    );
  });
});

describe("recipeAugmentation", () => {
  it("is what the recipe says, for the options that are set", () => {
    expect(recipeAugmentation(mnistMlp128, {})).toBeNull();
    expect(recipeAugmentation(changed({ augmentation: { scale: 0.2 } }), {})).toEqual({ scale: 0.2 });
    const byOption = listRecipes().find(({ name }) => name === "mnist-mlp-256x2") as Recipe;
    expect(recipeAugmentation(byOption, {})).toBeNull();
    expect(recipeAugmentation(byOption, { augment: "true" })).toMatchObject({ rotationDegrees: 15 });
  });

  it("refuses what a function of the recipe must not return", () => {
    expect(() => recipeAugmentation(changed({ augmentation: () => ({ rotationDegrees: 181 }) }), {})).toThrow(
      refusal("recipe mnist-mlp-128: augmentation.rotationDegrees: expected a number from 0 to 180, found 181"),
    );
    const misspelt = { scale: 0.1, rotation: 1 };
    expect(() => recipeAugmentation(changed({ augmentation: () => misspelt }), {})).toThrow(
      refusal('recipe mnist-mlp-128: augmentation: there is no field "rotation"; there are shiftPixels'),
    );
  });
});

describe("the built-in models", () => {
  it.each([
    ["mnist-mlp-128", 784 * 128 + 128 + 128 * 10 + 10],
    ["mnist-mlp-64x2", 784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10],
    ["mnist-mlp-256", 784 * 256 + 256 + 256 * 10 + 10],
    ["mnist-mlp-256x2", 784 * 256 + 256 + 256 * 256 + 256 + 256 * 10 + 10],
    ["mnist-lenet", 25 * 32 + 32 + 25 * 32 * 64 + 64 + 1024 * 128 + 128 + 128 * 10 + 10],
    ["mnist-cnn-bn", 9 * (32 + 32 * 32 + 32 * 64 + 64 * 64) + 4 * (32 + 32 + 64 + 64) + 49 * 64 * 10 + 10],
    ["mnist-cnn", 25 * 10 + 10 + 25 * 10 * 20 + 20 + 320 * 50 + 50 + 50 * 10 + 10],
  ])("%s has %d parameters", (name, parameters) => {
    const recipe = listRecipes().find((item) => item.name === name) as Recipe;
    const model = buildModel(recipe, images);
    expect(model.countParams()).toBe(parameters);
    expect(recipe.defaults.batchSize % recipe.defaults.shards).toBe(0);
    model.dispose();
  });

  it.each([
    ["toy-sigmoid", 1, 7],
    ["binary-mlp", 10, 10 * 50 + 50 + 50 * 50 + 50 + 50 + 1],
  ])("%s takes %d numbers, gives one and has %d parameters", (name, features, parameters) => {
    const recipe = listRecipes().find((item) => item.name === name) as Recipe;
    const model = buildModel(recipe, { tf, featureShape: [features], classes: 2, overrides: {} });
    expect(model.outputs[0]?.shape).toEqual([null, 1]);
    expect(model.countParams()).toBe(parameters);
    model.dispose();
  });

  const forImages = listRecipes().filter(({ data }) => data === mnist);
  it.each(forImages.map((recipe) => [recipe.name, recipe] as const))(
    "%s names its layers itself and turns images into finite logits",
    (_name, recipe) => {
      const first = buildModel(recipe, images);
      const second = buildModel(recipe, images);
      expect(second.layers.map(({ name }) => name)).toEqual(first.layers.map(({ name }) => name));
      const logits = tf.tidy(() => (first.predict(tf.ones([2, 28, 28])) as Tensor).arraySync()) as number[][];
      expect(logits.map((row) => row.length)).toEqual([10, 10]);
      expect(logits.flat().every(Number.isFinite)).toBe(true);
      first.dispose();
      second.dispose();
    },
  );

  it("fit other image sizes and numbers of classes", () => {
    const model = buildModel(mnistCnn, { tf, featureShape: [32, 20], classes: 26, overrides: {} });
    expect(model.outputs[0]?.shape).toEqual([null, 26]);
    model.dispose();
  });

  it("say so where the samples are too small", () => {
    expect(() => buildModel(mnistCnn, { tf, featureShape: [6, 6], classes: 10, overrides: {} })).toThrow(
      refusal("recipe mnist-cnn: its model cannot be built for samples of [6, 6] and 10 classes"),
    );
  });
});

describe("buildModel", () => {
  it("refuses a model that does not fit the data", () => {
    const flat = changed({
      model: (context) => context.tf.sequential({ layers: [context.tf.layers.dense({ name: "d", units: 10, inputShape: [784] })] }),
    });
    expect(() => buildModel(flat, images)).toThrow(refusal("its model takes [B, 784], expected [B, 28, 28]"));
    expect(() => buildModel(mnistMlp128, { ...images, classes: 0 })).toThrow(refusal("recipe mnist-mlp-128"));
    const narrow = changed({
      model: (context) =>
        context.tf.sequential({ layers: [context.tf.layers.flatten({ inputShape: [28, 28] }), context.tf.layers.dense({ units: 9 })] }),
    });
    expect(() => buildModel(narrow, images)).toThrow(refusal("its model gives [B, 9], expected [B, 10]"));
  });

  it("refuses what is no model, as a recipe written in JavaScript may return it", () => {
    for (const returned of [5, undefined, {}, Promise.resolve(buildModel(mnistMlp128, images))]) {
      expect(() => buildModel(changed({ model: () => returned as never }), images)).toThrow(
        refusal("recipe mnist-mlp-128: its model function must return a tf.LayersModel"),
      );
    }
  });
});
