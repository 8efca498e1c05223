import type { backend_util } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow.ts";
import { replaceKernel, requireInput, type StockKernels } from "./kernel-scope.ts";

interface MaxPoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * The stock kernel looks for a window's maximum starting from the smallest positive float, so that a window without a positive value
 * gets no gradient at all. Here the first maximum in row order gets it, as in the cpu backend and in TensorFlow.
 */
export function installMaxPoolGradient(tf: TensorFlow, stock: StockKernels): void {
  replaceKernel<MaxPoolAttributes>(tf, stock, "MaxPoolGrad", (scope, inputs, attributes) => {
    const x = requireInput(inputs, "input");
    const shape = x.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(
      shape,
      attributes.filterSize,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
    const dx = scope.allocate(x.shape, "float32");
    routeToMaxima(info, scope.view(x), scope.view(requireInput(inputs, "dy")), scope.view(dx));
    return dx;
  });
}

function routeToMaxima(
  info: backend_util.Conv2DInfo,
  x: Float32Array | Int32Array,
  dy: Float32Array | Int32Array,
  dx: Float32Array | Int32Array,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
  dx.fill(0);
  let output = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideHeight - padInfo.top;
      const lastRow = Math.min(inHeight, top + filterHeight);
      for (let j = 0; j < outWidth; j++) {
        const left = j * strideWidth - padInfo.left;
        const firstColumn = Math.max(0, left);
        const lastColumn = Math.min(inWidth, left + filterWidth);
        for (let c = 0; c < inChannels; c++, output++) {
          let best = -1;
          let maximum = Number.NEGATIVE_INFINITY;
          for (let row = Math.max(0, top); row < lastRow; row++) {
            let at = ((n * inHeight + row) * inWidth + firstColumn) * inChannels + c;
            for (let column = firstColumn; column < lastColumn; column++, at += inChannels) {
              const value = x[at] as number;
              if (value > maximum || best < 0) {
                maximum = value;
                best = at;
              }
            }
          }
          if (best >= 0) dx[best] = (dx[best] as number) + (dy[output] as number);
        }
      }
    }
  }
}
