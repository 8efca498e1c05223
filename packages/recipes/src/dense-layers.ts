import type * as tf from "@tensorflow/tfjs";
import type { ModelContext } from "./recipe.ts";

/**
 * A multi-layer perceptron: the features in a row, relu layers of the given widths, then the outputs that the loss takes. Glorot-uniform
 * kernels, zero biases.
 */
export function multiLayerPerceptron({ tf, featureShape, outputs }: ModelContext, hiddenUnits: readonly number[]): tf.LayersModel {
  const model = tf.sequential();
  const inputShape = [...featureShape];
  // Samples that are in a row already are not flattened: TensorFlow.js refuses that.
  if (inputShape.length === 1) model.add(tf.layers.inputLayer({ name: "features", inputShape }));
  else model.add(tf.layers.flatten({ name: "flatten", inputShape }));
  hiddenUnits.forEach((units, i) => {
    model.add(tf.layers.dense({ name: `hidden-${i + 1}`, units, activation: "relu", kernelInitializer: "glorotUniform" }));
  });
  model.add(tf.layers.dense({ name: "logits", units: outputs, kernelInitializer: "glorotUniform" }));
  return model;
}
