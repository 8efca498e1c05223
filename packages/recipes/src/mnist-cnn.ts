import { mnist, pixelScaling, standardizeOption } from "./mnist.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

/** Two 5 x 5 convolutions, each with relu and 2 x 2 max pooling, then 50 relu units: 320 features between them for 28 x 28 pixels. */
export const mnistCnn: Recipe = defineRecipe({
  name: "mnist-cnn",
  description: "MNIST, two 5x5 convolutions (10, 20 channels) with pooling and a layer of 50",
  data: mnist,
  options: { standardize: standardizeOption },
  input: pixelScaling,
  model({ tf, featureShape, classes }) {
    const kernelInitializer = "glorotUniform";
    return tf.sequential({
      layers: [
        tf.layers.reshape({ name: "image", inputShape: [...featureShape], targetShape: [...featureShape, 1] }),
        tf.layers.conv2d({ name: "conv-1", filters: 10, kernelSize: 5, activation: "relu", kernelInitializer }),
        tf.layers.maxPooling2d({ name: "pool-1", poolSize: 2 }),
        tf.layers.conv2d({ name: "conv-2", filters: 20, kernelSize: 5, activation: "relu", kernelInitializer }),
        tf.layers.maxPooling2d({ name: "pool-2", poolSize: 2 }),
        tf.layers.flatten({ name: "flatten" }),
        tf.layers.dense({ name: "hidden", units: 50, activation: "relu", kernelInitializer }),
        tf.layers.dense({ name: "logits", units: classes, kernelInitializer }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 64, shards: 4, epochs: 10, optimizer: { name: "adam", learningRate: 1e-3 } },
});
