import type { layers } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { TensorFlow } from "../backend/tensorflow.ts";
import { requireSupportedModel } from "./supported-model.ts";

let tf: TensorFlow;

beforeAll(async () => {
  tf = (await selectBackend("cpu")).tf;
});

function check(layer: layers.Layer): void {
  requireSupportedModel(tf.sequential({ layers: [tf.layers.dense({ name: "first", units: 4, inputShape: [5] }), layer] }));
}

describe("requireSupportedModel", () => {
  it("accepts dense, convolution, pooling, flatten", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [5, 5, 1], activation: "relu" }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2 }),
      ],
    });
    expect(() => requireSupportedModel(model)).not.toThrow();
  });

  it.each([
    ["dropout", () => tf.layers.dropout({ name: "second", rate: 0.5 }), /random numbers/],
    ["batch normalization", () => tf.layers.batchNormalization({ name: "second" }), /not supported yet/],
    ["a kernel regularizer", () => tf.layers.dense({ name: "second", units: 2, kernelRegularizer: "l1l2" }), /kernelRegularizer/],
    ["a constraint", () => tf.layers.dense({ name: "second", units: 2, biasConstraint: "nonNeg" }), /biasConstraint/],
  ])("refuses %s, naming the layer", (_, layer, problem) => {
    expect(() => check(layer())).toThrow(problem);
    expect(() => check(layer())).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining("layer second") as string }) as Error,
    );
  });
});
