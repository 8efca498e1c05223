import type * as tf from "@tensorflow/tfjs";
import type { ModelContext } from "./recipe.ts";

/** A multi-layer perceptron: the features in a row, relu layers of the given widths, one logit a class. Glorot-uniform kernels, zero biases. */
export function multiLayerPerceptron({ tf, featureShape, classes }: ModelContext, hiddenUnits: readonly number[]): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ name: "flatten", inputShape: [...featureShape] }));
  hiddenUnits.forEach((units, i) => {
    model.add(tf.layers.dense({ name: `hidden-${i + 1}`, units, activation: "relu", kernelInitializer: "glorotUniform" }));
  });
  model.add(tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "glorotUniform" }));
  return model;
}
