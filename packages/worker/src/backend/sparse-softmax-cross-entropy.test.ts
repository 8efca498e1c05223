import { createHash } from "node:crypto";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "./select-backend.ts";
import { lossOnBackend } from "./loss-kernel.ts";
import { softmaxCrossEntropySum, sparseSoftmaxCrossEntropy } from "./sparse-softmax-cross-entropy.ts";
import type { Backend, TensorFlow } from "./tensorflow.ts";

let tf: TensorFlow;
let backend: Backend;

beforeAll(async () => {
  backend = await selectBackend("wasm");
  tf = backend.tf;
});

interface Batch {
  readonly classes: number;
  readonly logits_BC: Float32Array;
  readonly labels_B: Int32Array;
}

const batches: fc.Arbitrary<Batch> = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 9 })).chain(([classes, batch]) =>
  fc.record({
    classes: fc.constant(classes),
    logits_BC: fc
      .array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: batch * classes, maxLength: batch * classes })
      .map((values) => Float32Array.from(values)),
    labels_B: fc.array(fc.nat(classes - 1), { minLength: batch, maxLength: batch }).map((labels) => Int32Array.from(labels)),
  }),
);

/** -log softmax as in a text book, in float64. */
function textbookLoss({ classes, logits_BC, labels_B }: Batch): number {
  let sum = 0;
  for (const [b, label] of labels_B.entries()) {
    const row = [...logits_BC.subarray(b * classes, (b + 1) * classes)];
    sum += Math.log(row.reduce((total, x) => total + Math.exp(x), 0)) - (row[label] as number);
  }
  return sum;
}

/** Loss and gradient through TensorFlow.js on the active backend. */
function onBackend({ classes, logits_BC, labels_B }: Batch, scale = 1): { loss: Float32Array; gradient: Float32Array } {
  const loss = new Float32Array(1);
  const gradient = new Float32Array(logits_BC.length);
  tf.tidy(() => {
    const labels = tf.tensor1d(labels_B, "int32");
    const lossOf = (x: Tensor2D): Scalar => tf.mul(lossOnBackend(tf, sparseSoftmaxCrossEntropy(classes), x, labels), scale);
    const { value, grad } = tf.valueAndGrad(lossOf as Parameters<typeof tf.valueAndGrad>[0])(
      tf.tensor2d(logits_BC, [labels_B.length, classes]),
    );
    loss.set(value.dataSync());
    gradient.set(grad.dataSync());
  });
  return { loss, gradient };
}

describe("sparseSoftmaxCrossEntropy", () => {
  it("is the sum of the text book's losses", () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const expected = textbookLoss(batch);
        expect(softmaxCrossEntropySum(batch.logits_BC, batch.labels_B, batch.classes, null)).toBeCloseTo(expected, 9);
        expect(onBackend(batch).loss[0]).toBe(Math.fround(softmaxCrossEntropySum(batch.logits_BC, batch.labels_B, batch.classes, null)));
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("has the gradient that finite differences of the loss have", () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const { gradient } = onBackend(batch);
        for (let i = 0; i < batch.logits_BC.length; i++) {
          // A step that is exact in float32, so that only the loss is approximated.
          const nudged = (step: number): Batch => ({ ...batch, logits_BC: batch.logits_BC.map((x, j) => (j === i ? x + step : x)) });
          const up = nudged(2 ** -8);
          const down = nudged(-(2 ** -8));
          const difference = (textbookLoss(up) - textbookLoss(down)) / ((up.logits_BC[i] as number) - (down.logits_BC[i] as number));
          expect(gradient[i]).toBeCloseTo(difference, 4);
        }
      }),
      { seed: 8, numRuns: 20 },
    );
  });

  it("agrees with TensorFlow.js's composed loss and passes the outer gradient on", () => {
    const batch = { classes: 4, logits_BC: Float32Array.of(1, -2, 0.5, 3, 0, 0, 0, 0), labels_B: Int32Array.of(2, 1) };
    const { gradient } = onBackend(batch, 3);
    const composed: number[] = [];
    tf.tidy(() => {
      const onehot = tf.cast(tf.oneHot(tf.tensor1d(batch.labels_B, "int32"), 4), "float32");
      const loss = (x: Tensor2D): Scalar => tf.mul(tf.losses.softmaxCrossEntropy(onehot, x), 6);
      const grad = tf.grad(loss as Parameters<typeof tf.grad>[0])(tf.tensor2d(batch.logits_BC, [2, 4]));
      composed.push(...grad.dataSync());
    });
    for (const [i, value] of composed.entries()) expect(gradient[i]).toBeCloseTo(value, 5);
  });

  it("is stable where a naive exponential overflows or a probability vanishes", () => {
    const gradient = new Float32Array(3);
    expect(softmaxCrossEntropySum(Float32Array.of(1e30, -1e30, 0), Int32Array.of(0), 3, gradient)).toBe(0);
    expect([...gradient]).toEqual([0, 0, 0]);
    expect(softmaxCrossEntropySum(Float32Array.of(1000, 0, 0), Int32Array.of(1), 3, gradient)).toBe(1000);
    expect([...gradient]).toEqual([1, -1, 0]);
  });

  it("says NaN, not a plausible number, once a model has diverged", () => {
    expect(softmaxCrossEntropySum(Float32Array.of(Number.NaN, 0), Int32Array.of(1), 2, null)).toBeNaN();
    expect(softmaxCrossEntropySum(Float32Array.of(Number.POSITIVE_INFINITY, 0), Int32Array.of(0), 2, null)).toBeNaN();
  });

  it.each([-1, 3])("refuses label %d of three classes", (label) => {
    expect(() => onBackend({ classes: 3, logits_BC: new Float32Array(6), labels_B: Int32Array.of(0, label) })).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringContaining(`label ${label} of sample 1`) as string }) as Error,
    );
  });

  it("gives the same bits on cpu and wasm, on every machine", async () => {
    const logits_BC = Float32Array.from({ length: 640 }, (_, i) => (((i * 7919) % 1009) - 504) / 37);
    const batch = { classes: 10, logits_BC, labels_B: Int32Array.from({ length: 64 }, (_, i) => (i * 3) % 10) };
    const hashes: string[] = [];
    for (const name of ["cpu", "wasm"]) {
      await tf.setBackend(name);
      const { loss, gradient } = onBackend(batch);
      hashes.push(createHash("sha256").update(new Uint8Array(loss.buffer)).update(new Uint8Array(gradient.buffer)).digest("hex"));
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[0]).toBe("36e17e5cf6b90c080cf76972b9197158e029368436dfc90703448b9a6d0dad90");
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    onBackend({ classes: 3, logits_BC: new Float32Array(6), labels_B: Int32Array.of(0, 1) });
    expect(tf.memory().numTensors).toBe(before);
  });
});
