import { multiLayerPerceptron } from "./dense-layers.ts";
import { mnist } from "./mnist.ts";
import { booleanOption } from "./option.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

export const mnistMlp256x2: Recipe = defineRecipe({
  name: "mnist-mlp-256x2",
  description: "MNIST, 784-256-256-10 multi-layer perceptron, pixels from -1 to 1",
  data: mnist,
  options: { augment: booleanOption("shift, turn and scale the training images; for long runs (60 epochs)", false) },
  input: { scale: 1 / 127.5, offset: -1 },
  augmentation: ({ augment }) => (augment ? { shiftPixels: 2, rotationDegrees: 15, scale: 0.1 } : null),
  model: (context) => multiLayerPerceptron(context, [256, 256]),
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 64, shards: 4, epochs: 10, optimizer: { name: "adam", learningRate: 1e-3 } },
});
