import { createRequire } from "node:module";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { TensorFlow } from "../tensorflow.ts";

/*
 * What is wrong or missing in the stock backend. A test that fails here after an upgrade of TensorFlow.js says that the correction
 * of that kernel is no longer needed and should go. This file must not install the project's kernels: each test file has its own process.
 */

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs") as TensorFlow;
tf.enableProdMode();
require("@tensorflow/tfjs-backend-wasm");

beforeAll(async () => {
  await tf.setBackend("wasm");
});

function values(compute: () => Tensor): readonly number[] {
  let result: readonly number[] = [];
  tf.tidy(() => {
    result = [...compute().dataSync()];
  });
  return result;
}

describe("stock wasm kernels that are wrong", () => {
  it("fused matMul adds the bias once for every 48 of the inner dimension when transposed", () => {
    const result = values(() => tf.fused.matMul({ a: tf.ones([1, 100]), b: tf.ones([1, 100]), transposeB: true, bias: tf.tensor1d([10]) }));
    expect(result).not.toEqual([110]);
  });

  it("max pooling gives no gradient to a window without a positive value", () => {
    const image = (): Tensor4D => tf.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]);
    const result = values(() => tf.grad((x: Tensor) => tf.sum(tf.maxPool(x as Tensor4D, 2, 2, "valid")))(image()));
    expect(result).not.toEqual([0, 0, 0, 1]);
  });

  it("convolution with same padding and a stride above the filter reads other pixels", async () => {
    const convolved = (): Tensor => {
      const x = tf.tensor4d(
        Float32Array.from({ length: 36 }, (_, i) => i),
        [1, 6, 6, 1],
      );
      return tf.conv2d(x, tf.ones([2, 2, 1, 1]), 3, "same");
    };
    const stock = values(convolved);
    await tf.setBackend("cpu");
    const reference = values(convolved);
    await tf.setBackend("wasm");
    expect(stock).not.toEqual(reference);
  });

  it("one-hot as float32 holds the bits of integers", () => {
    expect(values(() => tf.oneHot(tf.tensor1d([1], "int32"), 3, 1, 0, "float32"))).not.toEqual([0, 1, 0]);
  });
});

describe("kernels that the stock wasm backend lacks", () => {
  it.each([
    "Conv2DBackpropFilter",
    "UnsortedSegmentSum",
    "DepthwiseConv2dNativeBackpropFilter",
    "DepthwiseConv2dNativeBackpropInput",
    "Einsum",
  ])("%s", (name) => {
    expect(tf.getKernel(name, "wasm")).toBeUndefined();
  });
});
