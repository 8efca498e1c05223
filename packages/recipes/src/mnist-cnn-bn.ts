import { mnist, pixelScaling, standardizeOption } from "./mnist.ts";
import { booleanOption } from "./option.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

/** Four 3 x 3 convolutions, each with batch normalization and relu, pooling after every second, and one linear layer. */
export const mnistCnnBn: Recipe = defineRecipe({
  name: "mnist-cnn-bn",
  description: "MNIST, four 3x3 convolutions (32, 32, 64, 64 channels) with batch normalization, augmented images",
  data: mnist,
  options: { standardize: standardizeOption, augment: booleanOption("shift, turn and scale the training images", true) },
  input: pixelScaling,
  augmentation: ({ augment }) => (augment ? { shiftPixels: 2, rotationDegrees: 15, scale: 0.1 } : null),
  model({ tf, featureShape, classes }) {
    // A memory of some ten steps; Keras' 0.99 would still hold the parameters of hundreds of steps ago.
    const momentum = 0.9;
    const block = (number: number, filters: number) => [
      // Without a bias: the normalization takes it away again.
      tf.layers.conv2d({ name: `conv-${number}`, filters, kernelSize: 3, padding: "same", useBias: false, kernelInitializer: "heNormal" }),
      tf.layers.batchNormalization({ name: `norm-${number}`, momentum }),
      tf.layers.reLU({ name: `relu-${number}` }),
    ];
    return tf.sequential({
      layers: [
        tf.layers.reshape({ name: "image", inputShape: [...featureShape], targetShape: [...featureShape, 1] }),
        ...block(1, 32),
        ...block(2, 32),
        tf.layers.maxPooling2d({ name: "pool-1", poolSize: 2 }),
        ...block(3, 64),
        ...block(4, 64),
        tf.layers.maxPooling2d({ name: "pool-2", poolSize: 2 }),
        tf.layers.flatten({ name: "flatten" }),
        tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "glorotUniform" }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: {
    batchSize: 128,
    shards: 4,
    epochs: 12,
    optimizer: { name: "adam", learningRate: 2e-3 },
    schedule: { name: "cosine" },
  },
});
