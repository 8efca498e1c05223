import type { TensorFlow } from "../tensorflow.ts";
import { installConv2d } from "./conv2d.ts";
import { StockKernels } from "./kernel-scope.ts";
import { installMatMul } from "./matmul.ts";
import { installMaxPoolGradient } from "./max-pool-gradient.ts";
import { installOneHot } from "./one-hot.ts";
import { installRefusals } from "./refused.ts";
import { installSegmentSum } from "./segment-sum.ts";

const installed = new WeakSet<TensorFlow>();

/** Stock kernels that the replacements are built from; taken before the first is replaced. */
const buildingBlocks = [
  "BatchMatMul",
  "_FusedMatMul",
  "Conv2D",
  "FusedConv2D",
  "Transpose",
  "Slice",
  "Add",
  "Relu",
  "Relu6",
  "Elu",
  "Sigmoid",
  "LeakyRelu",
  "Prelu",
];

/**
 * Corrects what is wrong, slow or missing in @tensorflow/tfjs-backend-wasm 4.22.0. Call it once the backend is set up; further calls do
 * nothing. The kernels work on the stock ones without engine and tape and leave no tensor behind.
 */
export function installWasmKernels(tf: TensorFlow): void {
  if (installed.has(tf)) return;
  const stock = new StockKernels(tf);
  for (const name of buildingBlocks) stock.get(name);
  installMatMul(tf, stock);
  installConv2d(tf, stock);
  installMaxPoolGradient(tf, stock);
  installOneHot(tf, stock);
  installSegmentSum(tf, stock);
  installRefusals(tf, stock);
  installed.add(tf);
}
