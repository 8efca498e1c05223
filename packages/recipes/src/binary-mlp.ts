import { multiLayerPerceptron } from "./dense-layers.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { synthetic } from "./sources/synthetic.ts";

/** The sigmoid of its output is part of the loss. */
export const binaryMlp: Recipe = defineRecipe({
  name: "binary-mlp",
  description: "made-up samples of 10 numbers in two classes, 10-50-50-1 multi-layer perceptron",
  data: synthetic({ name: "plane-10", seed: 1, features: 10, trainSamples: 2_000, testSamples: 1_000 }),
  input: { scale: 1, offset: 0 },
  model: (context) => multiLayerPerceptron(context, [50, 50]),
  loss: "binary-cross-entropy",
  defaults: { batchSize: 64, shards: 4, epochs: 100, optimizer: { name: "adam", learningRate: 1e-3 } },
});
