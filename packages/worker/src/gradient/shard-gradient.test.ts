import { createHash } from "node:crypto";
import type { Samples } from "@lockstep/core/local";
import type { LayersModel } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import { createLoss } from "../loss/loss.ts";
import { evaluateShard } from "./evaluate-shard.ts";
import { makeModelContext } from "./model-context.ts";
import { shardGradient, type ModelContext } from "./shard-gradient.ts";

const classes = 3;
const featureShape = [6, 6];

interface Small {
  readonly context: ModelContext;
  readonly parameterCount: number;
}

async function small(backendName: "cpu" | "wasm", kind: "dense" | "convolution"): Promise<Small> {
  const backend = await selectBackend(backendName);
  const { layers, sequential } = backend.tf;
  const kernelInitializer = "glorotUniform";
  const model: LayersModel =
    kind === "dense"
      ? sequential({
          layers: [
            layers.flatten({ name: "flatten", inputShape: featureShape }),
            layers.dense({ name: "hidden", units: 5, activation: "tanh", kernelInitializer }),
            layers.dense({ name: "logits", units: classes, kernelInitializer }),
          ],
        })
      : sequential({
          layers: [
            layers.reshape({ name: "image", inputShape: featureShape, targetShape: [...featureShape, 1] }),
            layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, activation: "tanh", kernelInitializer }),
            layers.averagePooling2d({ name: "pool", poolSize: 2 }),
            layers.flatten({ name: "flatten" }),
            layers.dense({ name: "logits", units: classes, kernelInitializer }),
          ],
        });
  const loss = createLoss({ loss: "sparse-categorical-cross-entropy" }, { classes });
  const { context, derived } = makeModelContext(backend, model, { featureShape, scaling: { scale: 1 / 255, offset: -0.25 }, loss });
  return { context, parameterCount: derived.layout.length };
}

const samples: Samples = {
  count: 40,
  features: Uint8Array.from({ length: 40 * 36 }, (_, i) => (i * 131) % 256),
  labels: Uint8Array.from({ length: 40 }, (_, i) => (i * 5) % classes),
};

function startingPoint(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => (((i * 37) % 65) - 32) / 64);
}

function hash(vector: Float32Array): string {
  return createHash("sha256")
    .update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
    .digest("hex");
}

const positions = Uint32Array.of(3, 17, 0, 25, 8);
const noise = { seed: 1, step: 0, shard: 0 };

describe.each(["dense", "convolution"] as const)("the gradient of a %s network on cpu", (kind) => {
  let net: Small;

  beforeAll(async () => {
    net = await small("cpu", kind);
  });

  it("is what finite differences of the summed loss give", () => {
    const { context, parameterCount } = net;
    const params_P = startingPoint(parameterCount);
    const gradient_P = new Float32Array(parameterCount);
    context.parameters.write(params_P);
    shardGradient(context, samples, positions, gradient_P, noise);

    const batch: Samples = {
      count: positions.length,
      features: gathered(positions),
      labels: Uint8Array.from(positions, (p) => samples.labels[p] as number),
    };
    const step = 2 ** -6;
    const lossAt = (index: number, offset: number): number => {
      const nudged = params_P.slice();
      nudged[index] = (nudged[index] as number) + offset;
      context.parameters.write(nudged);
      return evaluateShard(context, batch).lossSum;
    };
    for (let index = 0; index < parameterCount; index += kind === "dense" ? 7 : 1) {
      // Fourth order, so that the step can be large against the rounding of float32.
      const slope = (8 * (lossAt(index, step) - lossAt(index, -step)) - (lossAt(index, 2 * step) - lossAt(index, -2 * step))) / (12 * step);
      expect(Math.abs((gradient_P[index] as number) - slope), `parameter ${index}`).toBeLessThan(2e-3);
    }
  });

  function gathered(chosen: Uint32Array): Uint8Array {
    const features = new Uint8Array(chosen.length * 36);
    for (const [i, position] of chosen.entries()) features.set(samples.features.subarray(position * 36, (position + 1) * 36), i * 36);
    return features;
  }
});

describe.each(["cpu", "wasm"] as const)("shardGradient on %s", (backendName) => {
  let net: Small;
  let gradientOf: (chosen: Uint32Array) => { hash: string; lossSum: number; correct: number };

  beforeAll(async () => {
    net = await small(backendName, "convolution");
    net.context.parameters.write(startingPoint(net.parameterCount));
    gradientOf = (chosen) => {
      const gradient_P = new Float32Array(net.parameterCount).fill(Number.NaN);
      const sums = shardGradient(net.context, samples, chosen, gradient_P, noise);
      return { hash: hash(gradient_P), ...sums };
    };
  });

  it("gives the same bits again, and after batches of other sizes", () => {
    const first = gradientOf(positions);
    expect(gradientOf(positions)).toEqual(first);
    for (const size of [1, 13, 32]) gradientOf(Uint32Array.from({ length: size }, (_, i) => i));
    expect(gradientOf(positions)).toEqual(first);
  });

  it("is the sum over the samples, not their mean", () => {
    const once = new Float32Array(net.parameterCount);
    const twice = new Float32Array(net.parameterCount);
    const { lossSum } = shardGradient(net.context, samples, Uint32Array.of(4), once, noise);
    const doubled = shardGradient(net.context, samples, Uint32Array.of(4, 4), twice, noise);
    expect(doubled.lossSum).toBeCloseTo(2 * lossSum, 5);
    for (const [i, value] of once.entries()) expect(twice[i]).toBeCloseTo(2 * value, 5);
  });

  it("counts the samples whose class has the largest logit, as the evaluation does", () => {
    const all = Uint32Array.from({ length: samples.count }, (_, i) => i);
    const evaluation = evaluateShard(net.context, samples);
    const { correct, lossSum } = gradientOf(all);
    expect(correct).toBe(evaluation.correct);
    expect(lossSum).toBeCloseTo(evaluation.lossSum, 3);
    expect(Math.fround(lossSum)).toBe(lossSum);
  });

  it("gives zeros for an empty batch, without a kernel", () => {
    const gradient_P = new Float32Array(net.parameterCount).fill(3);
    const broken = { ...net.context, batches: null as never };
    expect(shardGradient(broken, samples, new Uint32Array(0), gradient_P, noise)).toEqual({ lossSum: 0, correct: 0 });
    expect(gradient_P.every((value) => value === 0)).toBe(true);
  });

  it("refuses what is no sample or no class", () => {
    expect(() => gradientOf(Uint32Array.of(40))).toThrow(/position 40 of a shard of 40 samples/);
    const mislabelled = { ...samples, labels: samples.labels.map(() => 9) };
    expect(() => shardGradient(net.context, mislabelled, positions, new Float32Array(net.parameterCount), noise)).toThrow(/label 9/);
  });

  it("leaves no tensor behind", () => {
    const { tf } = net.context.backend;
    const before = tf.memory().numTensors;
    gradientOf(positions);
    evaluateShard(net.context, samples);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the gradient on wasm", () => {
  // WebAssembly's arithmetic is exactly defined, the loss is this project's own: the same on every machine and version of Node.
  it.each([
    ["dense", "2e67ce39ff2adfe37c1be6945a80b5ca1e981ace3968c59305535c7b3668deee"],
    ["convolution", "12c70a695253bef80399cb0bc02f70948aab8d58800a3e4c596b090ce5114ee7"],
  ] as const)("of a %s network has the recorded bits", async (kind, recorded) => {
    const { context, parameterCount } = await small("wasm", kind);
    const gradient_P = new Float32Array(parameterCount);
    context.parameters.write(startingPoint(parameterCount));
    shardGradient(context, samples, positions, gradient_P, noise);
    expect(hash(gradient_P)).toBe(recorded);
  });
});

describe("evaluateShard", () => {
  it("counts every sample once, by true and predicted class", async () => {
    const { context, parameterCount } = await small("wasm", "dense");
    context.parameters.write(startingPoint(parameterCount));
    const many: Samples = {
      count: 600,
      features: Uint8Array.from({ length: 600 * 36 }, (_, i) => (i * 197) % 251),
      labels: Uint8Array.from({ length: 600 }, (_, i) => i % classes),
    };
    const { samples: count, correct, confusion, lossSum } = evaluateShard(context, many);
    expect(count).toBe(600);
    for (let label = 0; label < classes; label++) {
      expect(confusion.slice(label * classes, (label + 1) * classes).reduce((a, b) => a + b)).toBe(200);
    }
    expect([0, 4, 8].reduce((sum, cell) => sum + (confusion[cell] as number), 0)).toBe(correct);
    expect(lossSum).toBeGreaterThan(0);
    expect(evaluateShard(context, many)).toEqual({ samples: count, correct, confusion, lossSum });
  });

  it("is all zeros for a shard without test samples", async () => {
    const { context } = await small("wasm", "dense");
    const none = { count: 0, features: new Uint8Array(0), labels: new Uint8Array(0) };
    expect(evaluateShard(context, none)).toEqual({ samples: 0, correct: 0, lossSum: 0, confusion: [0, 0, 0, 0, 0, 0, 0, 0, 0] });
  });
});
