import { LockstepError } from "@lockstep/core/local";
import type { TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow.ts";
import { elementCount, replaceKernel, requireInput, type KernelScope, type StockKernels } from "./kernel-scope.ts";
import { sparseMatMul } from "./sparse-matmul.ts";

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

interface FusedMatMulAttributes extends MatMulAttributes {
  readonly activation?: string | null;
  readonly leakyreluAlpha?: number;
}

/** Activations that the stock fused kernel computes itself; the others are kernels of their own. */
const fusedActivations: ReadonlySet<string> = new Set(["linear", "relu", "relu6"]);
const activationKernels: Readonly<Record<string, string>> = { relu: "Relu", relu6: "Relu6", elu: "Elu", sigmoid: "Sigmoid" };

/**
 * The stock kernels use XNNPACK only without a transpose and for one matrix; everything else takes a scalar loop, which is slow
 * and, in its fused form, wrong for inner dimensions above 48: it adds the bias and clamps once for every block of 48.
 */
export function installMatMul(tf: TensorFlow, stock: StockKernels): void {
  replaceKernel<MatMulAttributes>(tf, stock, "BatchMatMul", (scope, inputs, attributes) =>
    matMul(scope, requireInput(inputs, "a"), requireInput(inputs, "b"), attributes),
  );

  replaceKernel<FusedMatMulAttributes>(tf, stock, "_FusedMatMul", (scope, inputs, attributes) => {
    const { bias, preluActivationWeights } = inputs;
    const activation = attributes.activation ?? "linear";
    const a = attributes.transposeA ? transpose(scope, requireInput(inputs, "a")) : requireInput(inputs, "a");
    const b = attributes.transposeB ? transpose(scope, requireInput(inputs, "b")) : requireInput(inputs, "b");
    if (batchSize(a) === 1 && batchSize(b) === 1 && fusedActivations.has(activation) && (bias?.shape.length ?? 1) === 1) {
      return scope.run("_FusedMatMul", { a, b, bias, preluActivationWeights }, { ...attributes, transposeA: false, transposeB: false });
    }
    let y = matMul(scope, a, b, { transposeA: false, transposeB: false });
    if (bias !== undefined) y = scope.run("Add", { a: y, b: bias });
    switch (activation) {
      case "linear":
        return y;
      case "prelu":
        return scope.run("Prelu", { x: y, alpha: preluActivationWeights });
      case "leakyrelu":
        return scope.run("LeakyRelu", { x: y }, { alpha: attributes.leakyreluAlpha ?? 0.2 });
      default: {
        const kernel = activationKernels[activation];
        if (kernel === undefined) throw new LockstepError("configuration", `backend wasm: fused matMul has no activation "${activation}"`);
        return scope.run(kernel, { x: y });
      }
    }
  });
}

/** a [..., M, K] times b [..., K, N] (before their transposes), batch dimensions broadcast. */
export function matMul(scope: KernelScope, a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: MatMulAttributes): TensorInfo {
  const right = transposeB ? transpose(scope, b) : b;
  const product = sparseMatMul(scope, a, right, transposeA);
  if (product !== null) return product;
  const left = transposeA ? transpose(scope, a) : a;
  return scope.run("BatchMatMul", { a: left, b: right }, { transposeA: false, transposeB: false });
}

function transpose(scope: KernelScope, x: TensorInfo): TensorInfo {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  return scope.run("Transpose", { x }, { perm });
}

function batchSize(x: TensorInfo): number {
  return elementCount(x.shape.slice(0, -2));
}
