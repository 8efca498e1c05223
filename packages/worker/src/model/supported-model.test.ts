import type { layers } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { TensorFlow } from "../backend/tensorflow.ts";
import { stockLayers, type LayerClass } from "./own-code.ts";
import { requireSupportedModel } from "./supported-model.ts";

let tf: TensorFlow;
let stock: ReadonlySet<LayerClass>;

beforeAll(async () => {
  tf = (await selectBackend("cpu")).tf;
  stock = stockLayers(tf);
});

function check(layer: layers.Layer): void {
  requireSupportedModel(tf.sequential({ layers: [tf.layers.dense({ name: "first", units: 4, inputShape: [5] }), layer] }), stock);
}

describe("requireSupportedModel", () => {
  it("accepts convolution, pooling, normalization, dropout, regularizers", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [5, 5, 1], activation: "relu", kernelRegularizer: "l1l2" }),
        tf.layers.batchNormalization(),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    expect(() => requireSupportedModel(model, stock)).not.toThrow();
  });

  it("accepts a layer with code of its own", () => {
    class Twice extends tf.layers.Layer {
      static readonly className = "Twice";
    }
    expect(() => check(new Twice({ name: "second" }))).not.toThrow();
  });

  it.each<[string, () => layers.Layer, RegExp]>([
    ["other random layers", () => tf.layers.gaussianNoise({ name: "second", stddev: 1 }), /random numbers .*tf\.layers\.dropout/],
    [
      "a kind of layer that was never checked",
      () => tf.layers.elu({ name: "second" }),
      /this kind of layer is not supported; there are InputLayer, Dense/,
    ],
    ["dropout of everything", () => tf.layers.dropout({ name: "second", rate: 1 }), /rate: expected a number from 0 to below 1, found 1/],
    ["dropout with a seed", () => tf.layers.dropout({ name: "second", rate: 0.5, seed: 3 }), /seed of its own/],
    ["dropout with a pattern", () => tf.layers.dropout({ name: "second", rate: 0.5, noiseShape: [null as never, 1] }), /noiseShape/],
    ["an activation", () => tf.layers.dense({ name: "second", units: 2, activation: "elu" }), /activation elu is not supported/],
    ["a constraint", () => tf.layers.dense({ name: "second", units: 2, biasConstraint: "nonNeg" }), /biasConstraint/],
  ])("refuses %s, naming the layer", (_, layer, problem) => {
    expect(() => check(layer())).toThrow(problem);
    expect(() => check(layer())).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining("layer second") as string }) as Error,
    );
  });

  it("refuses normalization and dropout with code of its own, which training would replace", () => {
    const layer = tf.layers.dropout({ name: "second", rate: 0.5 });
    layer.call = (inputs) => inputs;
    expect(() => check(layer)).toThrow(/layer second \(Dropout\): its call is replaced/);
  });
});
