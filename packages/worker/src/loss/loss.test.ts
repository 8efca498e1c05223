import { createHash } from "node:crypto";
import type { BackendName, SampleFormat } from "@lockstep/core/local";
import type { LossName } from "@lockstep/recipes";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { findNativeAddon } from "../backend/native-addon.ts";
import { lossOnBackend, type LossLabels } from "../backend/loss-kernel.ts";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { createLoss, type Loss } from "./loss.ts";

interface Case {
  readonly loss: LossName;
  readonly labelSmoothing: number;
  readonly format: Pick<SampleFormat, "classes" | "targets">;
  readonly labels: LossLabels;
}

const isBuilt = findNativeAddon("tfjs-node").state === "found";
const batch = 6;
const spread = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => (((i * 7919) % 1009) - 504) / 64);
/** Rows that add up to one, in float32. */
const distributions = Float32Array.from({ length: batch * 4 }, (_, i) => [0.5, 0.25, 0.25, 0][(i + (i >> 2)) % 4] as number);

const cases: readonly Case[] = [
  ...[0, 0.1].flatMap((labelSmoothing): Case[] => [
    {
      loss: "sparse-categorical-cross-entropy",
      labelSmoothing,
      format: { classes: 4 },
      labels: Int32Array.from({ length: batch }, (_, b) => b % 4),
    },
    { loss: "categorical-cross-entropy", labelSmoothing, format: { classes: 4, targets: 4 }, labels: distributions },
    { loss: "binary-cross-entropy", labelSmoothing, format: { classes: 2 }, labels: Int32Array.from({ length: batch }, (_, b) => b % 2) },
  ]),
  { loss: "mean-squared-error", labelSmoothing: 0, format: { classes: 0, targets: 3 }, labels: spread(batch * 3).toReversed() },
];

/** The losses as in a text book, in float64. */
function textbook({ loss, labelSmoothing: e, format: { classes }, labels }: Case, outputs: Float32Array): number {
  const width = outputs.length / batch;
  let sum = 0;
  for (let b = 0; b < batch; b++) {
    const row = [...outputs.subarray(b * width, (b + 1) * width)];
    const smooth = (q: number, of: number): number => q * (1 - e) + e / of;
    switch (loss) {
      case "mean-squared-error":
        sum += row.reduce((total, x, i) => total + (x - (labels[b * width + i] ?? 0)) ** 2, 0) / width;
        break;
      case "binary-cross-entropy": {
        const p = 1 / (1 + Math.exp(-(row[0] ?? 0)));
        const y = smooth(labels[b] ?? 0, 2);
        sum -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
        break;
      }
      default: {
        const total = Math.log(row.reduce((all, x) => all + Math.exp(x), 0));
        const q = (c: number): number => (loss === "categorical-cross-entropy" ? (labels[b * classes + c] ?? 0) : Number(labels[b] === c));
        sum -= row.reduce((all, x, c) => all + smooth(q(c), classes) * (x - total), 0);
      }
    }
  }
  return sum;
}

function onBackend({ tf }: Backend, loss: Loss, { labels, format: { targets } }: Case, outputs: Float32Array) {
  const sum = new Float32Array(1);
  const gradient = new Float32Array(outputs.length);
  tf.tidy(() => {
    const given = targets === undefined ? tf.tensor1d(labels, "int32") : tf.tensor2d(labels, [batch, targets], "float32");
    const lossOf = (x: Tensor2D): Scalar => lossOnBackend(tf, loss, x, given);
    const x = tf.tensor2d(outputs, [batch, loss.outputs]);
    const { value, grad } = tf.valueAndGrad(lossOf as Parameters<typeof tf.valueAndGrad>[0])(x);
    sum.set(value.dataSync());
    gradient.set(grad.dataSync());
  });
  return { sum, gradient };
}

describe.each(cases)("$loss, smoothed by $labelSmoothing", (given) => {
  const loss = createLoss(given, given.format);
  const outputs = spread(batch * loss.outputs);

  it("is the sum of the text book's losses, and reports them of the labels as they are", () => {
    expect(loss.sum(outputs, given.labels, null)).toBeCloseTo(textbook(given, outputs), 9);
    expect(loss.testSum(outputs, given.labels)).toBeCloseTo(textbook({ ...given, labelSmoothing: 0 }, outputs), 9);
  });

  it("has the gradient that finite differences have", () => {
    const gradient = new Float32Array(outputs.length);
    loss.sum(outputs, given.labels, gradient);
    for (let i = 0; i < outputs.length; i++) {
      // Exact in float32, so that only the loss is approximated.
      const at = (step: number): number =>
        textbook(
          given,
          outputs.map((x, j) => (j === i ? x + step : x)),
        );
      expect(gradient[i]).toBeCloseTo((at(2 ** -10) - at(-(2 ** -10))) * 2 ** 9, 5);
    }
  });

  it("says that it is not finite once the model has diverged", () => {
    for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const diverged = outputs.map((x, i) => (i < loss.outputs ? broken : x));
      expect(loss.sum(diverged, given.labels, null)).not.toBe(Number.NEGATIVE_INFINITY);
      expect(Number.isFinite(loss.sum(diverged, given.labels, null))).toBe(false);
    }
  });

  const backends: readonly [BackendName, boolean][] = [
    ["cpu", true],
    ["wasm", true],
    ["tfjs-node", isBuilt],
  ];
  describe.each(backends)("on %s", (name, usable) => {
    it.skipIf(!usable)("has the same bits (tfjs-node: built by npm run setup:native)", async () => {
      const expected = new Float32Array(outputs.length);
      const expectedSum = Math.fround(loss.sum(outputs, given.labels, expected));
      const { sum, gradient } = onBackend(await selectBackend(name), loss, given, outputs);
      expect(sum[0]).toBe(expectedSum);
      expect(hash(gradient)).toBe(hash(expected));
    });
  });
});

function hash(values: Float32Array): string {
  return createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
}

describe("what is correct", () => {
  it("is for two classes a logit above 0 of a sample of class 1", () => {
    const { classification } = createLoss({ loss: "binary-cross-entropy" }, { classes: 2 });
    const logits = Float32Array.of(-3, 0, 1e-9, Number.NaN);
    expect([0, 1, 2, 3].map((b) => classification?.predicted(logits, b))).toEqual([0, 0, 1, 0]);
    expect([0, 1].map((b) => classification?.truth(Int32Array.of(1, 0), b))).toEqual([1, 0]);
  });

  it("is for targets of classes the class that is wanted most, and for mean squared error nothing", () => {
    const { classification } = createLoss({ loss: "categorical-cross-entropy" }, { classes: 3, targets: 3 });
    expect([0, 1].map((b) => classification?.truth(Float32Array.of(0, 1, 0, 0.2, 0.3, 0.5), b))).toEqual([1, 2]);
    expect(createLoss({ loss: "mean-squared-error" }, { classes: 0, targets: 2 }).classification).toBeNull();
  });
});

describe("binary cross-entropy", () => {
  const loss = createLoss({ loss: "binary-cross-entropy" }, { classes: 2 });

  it("is exact where a probability rounds to one or to zero", () => {
    const gradient = new Float32Array(2);
    expect(loss.sum(Float32Array.of(40), Int32Array.of(1), gradient)).toBeCloseTo(Math.exp(-40), 30);
    expect(loss.sum(Float32Array.of(1000, -1000), Int32Array.of(0, 1), gradient)).toBe(2000);
    expect([...gradient]).toEqual([1, -1]);
  });

  it("refuses a label that is neither 0 nor 1", () => {
    expect(() => loss.sum(new Float32Array(2), Int32Array.of(0, 2), null)).toThrow(/label 2 of sample 1 in the batch is neither 0 nor 1/);
  });
});

let wasm: Backend;
beforeAll(async () => {
  wasm = await selectBackend("wasm");
});

it("leaves no tensor behind", () => {
  const [given] = cases;
  if (given === undefined) throw new Error("there are no cases");
  const loss = createLoss(given, given.format);
  const before = wasm.tf.memory().numTensors;
  onBackend(wasm, loss, given, spread(batch * loss.outputs));
  expect(wasm.tf.memory().numTensors).toBe(before);
});
