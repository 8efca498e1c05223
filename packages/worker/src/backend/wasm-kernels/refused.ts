import { LockstepError } from "@lockstep/core/local";
import type { TensorFlow } from "../tensorflow.ts";
import { replaceKernel, type StockKernels } from "./kernel-scope.ts";

/** Kernels that the backend lacks, with what a user would have to write to need them. */
const refused: Readonly<Record<string, string>> = {
  DepthwiseConv2dNativeBackpropFilter: "depthwise convolution (depthwiseConv2d, separableConv2d)",
  DepthwiseConv2dNativeBackpropInput: "depthwise convolution (depthwiseConv2d, separableConv2d)",
  Einsum: "einsum",
};

/** Says which layer cannot be trained and what to do, instead of TensorFlow.js's "Kernel not registered". */
export function installRefusals(tf: TensorFlow, stock: StockKernels): void {
  for (const [name, layer] of Object.entries(refused)) {
    replaceKernel(tf, stock, name, () => {
      throw new LockstepError(
        "configuration",
        `backend wasm has no gradient of ${layer} (kernel ${name}); use another kind of layer, or a backend that has it (tfjs-node, cpu)`,
      );
    });
  }
}
