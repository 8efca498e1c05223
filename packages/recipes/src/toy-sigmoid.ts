import { defineRecipe, type Recipe } from "./recipe.ts";
import { synthetic } from "./sources/synthetic.ts";

/** The smallest network there is with a hidden layer: 7 parameters. The sigmoid of its output is part of the loss. */
export const toySigmoid: Recipe = defineRecipe({
  name: "toy-sigmoid",
  description: "made-up numbers in two classes, 1-2-1 network of sigmoids",
  data: synthetic({ name: "toy", seed: 1, features: 1, trainSamples: 400, testSamples: 200 }),
  input: { scale: 1, offset: 0 },
  model({ tf, featureShape, outputs }) {
    const kernelInitializer = "glorotUniform";
    return tf.sequential({
      layers: [
        tf.layers.dense({ name: "hidden", units: 2, activation: "sigmoid", kernelInitializer, inputShape: [...featureShape] }),
        tf.layers.dense({ name: "logit", units: outputs, kernelInitializer }),
      ],
    });
  },
  loss: "binary-cross-entropy",
  defaults: { batchSize: 32, shards: 4, epochs: 100, optimizer: { name: "adam", learningRate: 0.01 } },
});
