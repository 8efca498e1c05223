import type { LayersModel, Sequential } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { TensorFlow } from "../backend/tensorflow.ts";
import { deriveLayout } from "./derive-layout.ts";

let tf: TensorFlow;

beforeAll(async () => {
  tf = (await selectBackend("cpu")).tf;
});

function convolutional(): Sequential {
  return tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [6, 6], targetShape: [6, 6, 1] }),
      tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, kernelInitializer: "heNormal", biasInitializer: "ones" }),
      tf.layers.batchNormalization({ name: "norm", momentum: 0.9 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, kernelInitializer: "glorotUniform" }),
      tf.layers.dense({ name: "frozen", units: 2, kernelInitializer: "heUniform", trainable: false }),
    ],
  });
}

describe("deriveLayout", () => {
  it("says of every weight its name, place, first values and update, in the order of model.weights", () => {
    const { layout } = deriveLayout(convolutional());
    expect(layout).toEqual({
      length: 135,
      tensors: [
        { name: "conv/kernel", shape: [3, 3, 1, 2], initializer: { kind: "heNormal" }, update: "optimizer", offset: 0, length: 18 },
        { name: "conv/bias", shape: [2], initializer: { kind: "ones" }, update: "optimizer", offset: 18, length: 2 },
        { name: "norm/gamma", shape: [2], initializer: { kind: "ones" }, update: "optimizer", offset: 20, length: 2 },
        { name: "norm/beta", shape: [2], initializer: { kind: "zeros" }, update: "optimizer", offset: 22, length: 2 },
        { name: "dense-5/kernel", shape: [32, 3], initializer: { kind: "glorotUniform" }, update: "optimizer", offset: 24, length: 96 },
        { name: "dense-5/bias", shape: [3], initializer: { kind: "zeros" }, update: "optimizer", offset: 120, length: 3 },
        { name: "norm/moving_mean", shape: [2], initializer: { kind: "zeros" }, update: "average", decay: 0.9, offset: 123, length: 2 },
        { name: "norm/moving_variance", shape: [2], initializer: { kind: "ones" }, update: "average", decay: 0.9, offset: 125, length: 2 },
        { name: "frozen/kernel", shape: [3, 2], initializer: { kind: "heUniform" }, update: "fixed", offset: 127, length: 6 },
        { name: "frozen/bias", shape: [2], initializer: { kind: "zeros" }, update: "fixed", offset: 133, length: 2 },
      ],
    });
  });

  it("says that layers to be frozen are never changed, batch-norm statistics too", () => {
    const { tensors } = deriveLayout(convolutional(), ["norm", "dense-*"]).layout;
    const moved = tensors.filter(({ update }) => update !== "fixed").map(({ name }) => name);
    expect(moved).toEqual(["conv/kernel", "conv/bias"]);
    expect(() => deriveLayout(convolutional(), ["dense"])).toThrow(/there are conv, norm, dense-5, frozen/);
  });

  it("never moves a frozen layer, its averages neither", () => {
    const frozen = tf.sequential({
      layers: [
        tf.layers.batchNormalization({ name: "norm", inputShape: [3], trainable: false, gammaRegularizer: "l1l2" }),
        tf.layers.dense({ name: "head", units: 2, kernelInitializer: "zeros" }),
      ],
    });
    const { layout, penalties } = deriveLayout(frozen);
    expect(layout.tensors.map(({ name, update }) => [name, update])).toEqual([
      ["head/kernel", "optimizer"],
      ["head/bias", "optimizer"],
      ["norm/gamma", "fixed"],
      ["norm/beta", "fixed"],
      ["norm/moving_mean", "fixed"],
      ["norm/moving_variance", "fixed"],
    ]);
    expect(penalties).toEqual([]);
  });

  it("finds the penalties of the weights", () => {
    const { l1, l2, l1l2 } = tf.regularizers;
    const regularized = tf.sequential({
      layers: [
        tf.layers.dense({ name: "a", units: 2, inputShape: [3], kernelInitializer: "zeros", kernelRegularizer: l2({ l2: 0.5 }) }),
        tf.layers.batchNormalization({ name: "norm", gammaRegularizer: l1({ l1: 0.25 }), betaRegularizer: l1l2({ l1: 0, l2: 0 }) }),
        tf.layers.dense({ name: "b", units: 1, kernelInitializer: "zeros", biasRegularizer: l1l2({ l1: 1, l2: 2 }) }),
      ],
    });
    expect(deriveLayout(regularized).penalties).toEqual([
      { offset: 0, length: 6, l1: 0, l2: 0.5 },
      { offset: 8, length: 2, l1: 0.25, l2: 0 },
      { offset: 14, length: 1, l1: 1, l2: 2 },
    ]);
  });

  it("gives the same in a process that has made other models before", () => {
    const first = deriveLayout(convolutional());
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2, 2] }), tf.layers.flatten()] });
    const second = deriveLayout(convolutional());
    expect(second).toEqual(first);
    expect(second.topologyJson).not.toMatch(/dense_Dense\d|sequential_\d|flatten_Flatten/);
  });

  it("gives a topology that TensorFlow.js builds the same model from", async () => {
    const { layout, topologyJson } = deriveLayout(convolutional());
    const rebuilt = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: JSON.parse(topologyJson) as object, format: "layers-model" }),
      { strict: false },
    );
    expect(deriveLayout(rebuilt).layout).toEqual(layout);
  });

  it("gives a functional model's inputs and links the same names", () => {
    const functional = (): LayersModel => {
      const input = tf.input({ shape: [4] });
      const hidden = tf.layers.dense({ units: 3, kernelInitializer: "glorotUniform" }).apply(input);
      return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2, kernelInitializer: "zeros" }).apply(hidden) as typeof input });
    };
    const first = deriveLayout(functional());
    expect(first.layout.tensors.map(({ name }) => name)).toEqual(["dense-2/kernel", "dense-2/bias", "dense-3/kernel", "dense-3/bias"]);
    expect(deriveLayout(functional())).toEqual(first);
  });

  it.each([
    ["zeros", {}, { kind: "zeros" }],
    ["ones", {}, { kind: "ones" }],
    ["constant", { value: 0.5 }, { kind: "constant", value: 0.5 }],
    ["randomUniform", { minval: -1, maxval: 2 }, { kind: "uniform", min: -1, max: 2 }],
    ["randomNormal", { mean: 1, stddev: 0.25 }, { kind: "normal", mean: 1, standardDeviation: 0.25 }],
    ["glorotUniform", {}, { kind: "glorotUniform" }],
    ["glorotNormal", {}, { kind: "glorotNormal" }],
    ["heUniform", {}, { kind: "heUniform" }],
    ["heNormal", {}, { kind: "heNormal" }],
  ] as const)("knows the initializer %s", (name, config, expected) => {
    const initializer = (tf.initializers[name] as (config: object) => ReturnType<typeof tf.initializers.zeros>)(config);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: initializer })] });
    expect(deriveLayout(model).layout.tensors[0]?.initializer).toEqual(expected);
  });

  it.each(["orthogonal", "truncatedNormal", "leCunNormal", "identity"] as const)("refuses the initializer %s, naming the layer", (name) => {
    const layer = tf.layers.dense({ name: "head", units: 3, inputShape: [3], kernelInitializer: name });
    expect(() => deriveLayout(tf.sequential({ layers: [layer] }))).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/layer head: the initializer of kernel/) as string,
      }) as Error,
    );
  });

  it("refuses a model inside a model", () => {
    const inner = tf.sequential({ name: "inner", layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const outer = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1 })] });
    expect(() => deriveLayout(outer)).toThrow(/layer inner is itself a model/);
  });

  it("refuses two layers of one name through the layout", () => {
    const layer = (): ReturnType<typeof tf.layers.dense> =>
      tf.layers.dense({ name: "same", units: 3, inputShape: [3], kernelInitializer: "zeros" });
    expect(() => deriveLayout(tf.sequential({ layers: [layer(), layer()] }))).toThrow(/same/);
  });
});
