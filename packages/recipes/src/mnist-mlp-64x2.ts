import { mnist, pixelScaling, standardizeOption } from "./mnist.ts";
import { multiLayerPerceptron } from "./dense-layers.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

export const mnistMlp64x2: Recipe = defineRecipe({
  name: "mnist-mlp-64x2",
  description: "MNIST, 784-64-64-10 multi-layer perceptron",
  data: mnist,
  options: { standardize: standardizeOption },
  input: pixelScaling,
  model: (context) => multiLayerPerceptron(context, [64, 64]),
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 128, shards: 4, epochs: 10, optimizer: { name: "adam", learningRate: 1e-3 } },
});
