import { mnist, pixelScaling, standardizeOption } from "./mnist.ts";
import { multiLayerPerceptron } from "./dense-layers.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

export const mnistMlp256: Recipe = defineRecipe({
  name: "mnist-mlp-256",
  description: "MNIST, 784-256-10 multi-layer perceptron",
  data: mnist,
  options: { standardize: standardizeOption },
  input: pixelScaling,
  model: (context) => multiLayerPerceptron(context, [256]),
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 64, shards: 4, epochs: 10, optimizer: { name: "adam", learningRate: 1e-3 } },
});
