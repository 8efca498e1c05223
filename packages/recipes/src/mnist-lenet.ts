import { mnist, pixelScaling, standardizeOption } from "./mnist.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

/** In the manner of LeNet-5 (LeCun et al., 1998), with relu, max pooling and more channels. */
export const mnistLenet: Recipe = defineRecipe({
  name: "mnist-lenet",
  description: "MNIST, two 5x5 convolutions (32, 64 channels) with pooling and a layer of 128",
  data: mnist,
  options: { standardize: standardizeOption },
  input: pixelScaling,
  model({ tf, featureShape, classes }) {
    const convolution = { kernelSize: 5, activation: "relu", kernelInitializer: "glorotUniform" } as const;
    return tf.sequential({
      layers: [
        tf.layers.reshape({ name: "image", inputShape: [...featureShape], targetShape: [...featureShape, 1] }),
        tf.layers.conv2d({ name: "conv-1", filters: 32, ...convolution }),
        tf.layers.maxPooling2d({ name: "pool-1", poolSize: 2 }),
        tf.layers.conv2d({ name: "conv-2", filters: 64, ...convolution }),
        tf.layers.maxPooling2d({ name: "pool-2", poolSize: 2 }),
        tf.layers.flatten({ name: "flatten" }),
        tf.layers.dense({ name: "hidden", units: 128, activation: "relu", kernelInitializer: "glorotUniform" }),
        tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "glorotUniform" }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: {
    batchSize: 128,
    shards: 4,
    epochs: 8,
    optimizer: { name: "adam", learningRate: 1e-3 },
    schedule: { name: "cosine" },
  },
});
