import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// 5 steps an epoch of 80 samples in two batches and one of 20, in which every kind of randomness and state of a layer is at work.
const trainSamples = 420;

/** A convolution with batch normalization, dropout, an l2 penalty, a residual connection, and augmented images. */
const recipe = `
export default {
  name: "every-layer",
  description: "images, a small convolutional network",
  data: { name: "none", identity: "none", load: () => Promise.reject(new Error("this recipe is trained with --data")) },
  input: { scale: 1 / 255, offset: 0 },
  augmentation: { shiftPixels: 2, rotationDegrees: 10, scale: 0.1, elastic: { alpha: 8, sigma: 3 } },
  model: ({ tf, featureShape, classes }) => {
    const { layers, regularizers } = tf;
    const kernelInitializer = "heNormal";
    const input = tf.input({ shape: [...featureShape], name: "images" });
    const image = layers.reshape({ name: "image", targetShape: [...featureShape, 1] }).apply(input);
    const conv = layers.conv2d({ name: "conv", filters: 4, kernelSize: 3, strides: 2, padding: "same", useBias: false, kernelInitializer }).apply(image);
    const norm = layers.batchNormalization({ name: "norm", momentum: 0.8 }).apply(conv);
    const active = layers.leakyReLU({ name: "active", alpha: 0.1 }).apply(norm);
    const branch = layers.conv2d({ name: "branch", filters: 4, kernelSize: 3, padding: "same", kernelInitializer }).apply(active);
    const sum = layers.add({ name: "sum" }).apply([active, branch]);
    const pool = layers.maxPooling2d({ name: "pool", poolSize: 2 }).apply(sum);
    const flat = layers.flatten({ name: "flatten" }).apply(pool);
    const dropped = layers.dropout({ name: "dropout", rate: 0.25 }).apply(flat);
    const kernelRegularizer = regularizers.l2({ l2: 0.001 });
    const logits = layers.dense({ name: "logits", units: classes, kernelInitializer, kernelRegularizer }).apply(dropped);
    return tf.model({ inputs: input, outputs: logits });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 40, shards: 4, epochs: 2, optimizer: { name: "adam", learningRate: 0.01 } },
};
`;

let scratch = "";
let alone: RunSummary;

const flags = (...more: readonly string[]): readonly string[] => [
  path.join(scratch, "recipe.mjs"),
  "--data",
  path.join(scratch, "data"),
  "--backend",
  "wasm",
  "--accumulate",
  "2",
  "--clip-norm",
  "5",
  "--seed",
  "5",
  ...more,
];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeFile(path.join(scratch, "recipe.mjs"), recipe);
  await writeSmallMnist(path.join(scratch, "data"), trainSamples, 100);
  ({ summary: alone } = await train(scratch, "alone", flags("--workers", "1")));
});
afterAll(() => removeScratch(scratch));

describe("a network with normalization, dropout, augmentation and penalties", () => {
  it("learns", async () => {
    expect(alone).toMatchObject({ steps: 12, samplesApplied: 2 * trainSamples, ledgerOk: true });
    expect(alone.testAccuracy).toBeGreaterThan(0.3);
  });

  it("has the same weights with four workers and two parameter servers, and without replay", async () => {
    const { summary } = await train(scratch, "four", flags("--workers", "4", "--parameter-servers", "2", "--no-replay"));
    expect(summary).toMatchObject({ weightsHash: alone.weightsHash, testLoss: alone.testLoss, trainLoss: alone.trainLoss, ledgerOk: true });
  });

  it("has a ledger of the samples as they came", async () => {
    const verified = await lockstep(["verify", path.join(scratch, "alone")], { folder: scratch });
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(/^ledger ok: 840 samples in 12 steps, each exactly once in each of 2 epochs/);
  });

  it("leaves a model that gives its own test loss again", async () => {
    const result = await lockstep(["evaluate", path.join(scratch, "alone"), "--data", path.join(scratch, "data"), "--json"], {
      folder: scratch,
    });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(result.stdout)).toMatchObject({ samples: 100, accuracy: alone.testAccuracy, loss: alone.testLoss });
  });
});
