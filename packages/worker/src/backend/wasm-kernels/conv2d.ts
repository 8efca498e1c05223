import { LockstepError } from "@lockstep/core/local";
import type { backend_util } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow.ts";
import { replaceKernel, requireInput, type KernelInputs, type KernelScope, type StockKernels } from "./kernel-scope.ts";
import { matMul } from "./matmul.ts";

interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: string;
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Shape4 = [number, number, number, number];

export function installConv2d(tf: TensorFlow, stock: StockKernels): void {
  for (const name of ["Conv2D", "FusedConv2D"]) {
    replaceKernel<ConvAttributes>(tf, stock, name, (scope, inputs, attributes) => forward(tf, scope, name, inputs, attributes));
  }
  replaceKernel<ConvAttributes & { filterShape: Shape4 }>(tf, stock, "Conv2DBackpropFilter", (scope, inputs, attributes) =>
    filterGradient(tf, scope, inputs, attributes),
  );
  replaceKernel<ConvAttributes & { inputShape: Shape4 }>(tf, stock, "Conv2DBackpropInput", (scope, inputs, attributes) =>
    inputGradient(tf, scope, inputs, attributes),
  );
}

/**
 * XNNPACK computes the "same" padding on its own and is wrong where the stride exceeds the filter; the same padding given explicitly is
 * right.
 */
function forward(
  tf: TensorFlow,
  scope: KernelScope,
  name: string,
  inputs: KernelInputs,
  attributes: ConvAttributes,
): ReturnType<KernelScope["run"]> {
  if (attributes.pad !== "same") return scope.run(name, inputs, attributes);
  const { top, bottom, left, right } = tf.backend_util.computeConv2DInfo(
    requireInput(inputs, "x").shape as Shape4,
    requireInput(inputs, "filter").shape as Shape4,
    attributes.strides,
    attributes.dilations ?? 1,
    "same",
    attributes.dimRoundingMode,
  ).padInfo;
  const pad = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return scope.run(name, inputs, { ...attributes, pad });
}

/**
 * Missing in the stock backend. dFilter[h, w, c, k] = sum over n, i, j of x[n, i s + h - p, j s + w - p, c] dy[n, i, j, k]: a convolution
 * of x, its batch and channel axes swapped, by dy as a filter that is dilated by the stride.
 */
function filterGradient(
  tf: TensorFlow,
  scope: KernelScope,
  inputs: KernelInputs,
  attributes: ConvAttributes & { filterShape: Shape4 },
): ReturnType<KernelScope["run"]> {
  const x_BHWC = requireInput(inputs, "x");
  const dy_BIJK = requireInput(inputs, "dy");
  const [filterHeight, filterWidth, channels, filters] = attributes.filterShape;
  const info = convolution(tf, x_BHWC.shape as Shape4, attributes.filterShape, attributes);
  const { top, bottom, left, right } = info.padInfo;

  const x_CHWB = scope.run("Transpose", { x: x_BHWC }, { perm: [3, 1, 2, 0] });
  const dy_IJBK = scope.run("Transpose", { x: dy_BIJK }, { perm: [1, 2, 0, 3] });
  let gradient_CHWK = scope.run(
    "Conv2D",
    { x: x_CHWB, filter: dy_IJBK },
    {
      strides: 1,
      dilations: [info.strideHeight, info.strideWidth],
      dataFormat: "NHWC",
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
  );
  // A stride that does not divide the image leaves rows and columns that no output has seen.
  if (gradient_CHWK.shape[1] !== filterHeight || gradient_CHWK.shape[2] !== filterWidth) {
    gradient_CHWK = scope.run("Slice", { x: gradient_CHWK }, { begin: [0, 0, 0, 0], size: [channels, filterHeight, filterWidth, filters] });
  }
  return scope.run("Transpose", { x: gradient_CHWK }, { perm: [1, 2, 0, 3] });
}

/**
 * The stock kernel is a scalar loop, an order of magnitude slower. dy times the transposed filter, one XNNPACK matMul, gives every output
 * pixel's patch of the image; the patches are added back to where they came from, in the order of the output pixels.
 */
function inputGradient(
  tf: TensorFlow,
  scope: KernelScope,
  inputs: KernelInputs,
  attributes: ConvAttributes & { inputShape: Shape4 },
): ReturnType<KernelScope["run"]> {
  const dy = requireInput(inputs, "dy");
  const filter = requireInput(inputs, "filter");
  const info = convolution(tf, attributes.inputShape, filter.shape as Shape4, attributes);
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const patchLength = info.filterHeight * info.filterWidth * info.inChannels;
  const patches = matMul(
    scope,
    { ...dy, shape: [pixels, info.outChannels] },
    { ...filter, shape: [patchLength, info.outChannels] },
    { transposeA: false, transposeB: true },
  );
  const dx = scope.allocate(attributes.inputShape, "float32");
  addPatches(info, scope.view(patches), scope.view(dx));
  return dx;
}

function addPatches(info: backend_util.Conv2DInfo, patches: Float32Array | Int32Array, dx: Float32Array | Int32Array): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const rowLength = filterWidth * inChannels;
  dx.fill(0);
  let patchRow = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const firstColumn = j * strideWidth - info.padInfo.left;
        const from = Math.max(0, -firstColumn) * inChannels;
        const to = Math.min(filterWidth, inWidth - firstColumn) * inChannels;
        for (let h = 0; h < filterHeight; h++, patchRow += rowLength) {
          const row = i * strideHeight - info.padInfo.top + h;
          if (row < 0 || row >= inHeight) continue;
          const target = ((n * inHeight + row) * inWidth + firstColumn) * inChannels;
          addRow(dx, target + from, patches, patchRow + from, to - from);
        }
      }
    }
  }
}

/**
 * Adds `count` elements of `row` to those of `sums`. Four at a time, all read before the first is written: the engine cannot know that the
 * arrays do not overlap, and would wait for each write.
 */
function addRow(sums: Float32Array | Int32Array, to: number, row: Float32Array | Int32Array, from: number, count: number): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const a = (sums[to + i] as number) + (row[from + i] as number);
    const b = (sums[to + i + 1] as number) + (row[from + i + 1] as number);
    const c = (sums[to + i + 2] as number) + (row[from + i + 2] as number);
    const d = (sums[to + i + 3] as number) + (row[from + i + 3] as number);
    sums[to + i] = a;
    sums[to + i + 1] = b;
    sums[to + i + 2] = c;
    sums[to + i + 3] = d;
  }
  for (; i < count; i++) sums[to + i] = (sums[to + i] as number) + (row[from + i] as number);
}

function convolution(tf: TensorFlow, imageShape: Shape4, filterShape: Shape4, attributes: ConvAttributes): backend_util.Conv2DInfo {
  if ((attributes.dataFormat ?? "NHWC") !== "NHWC") {
    throw new LockstepError("configuration", `backend wasm: conv2d gradients need channels last (NHWC), not ${attributes.dataFormat}`);
  }
  return tf.backend_util.computeConv2DInfo(imageShape, filterShape, attributes.strides, 1, attributes.pad, attributes.dimRoundingMode);
}
