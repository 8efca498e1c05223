import type { TensorFlow } from "../tensorflow.ts";
import { replaceKernel, requireInput, type StockKernels } from "./kernel-scope.ts";

interface OneHotAttributes {
  readonly dtype?: "float32" | "int32";
  readonly depth: number;
  readonly onValue?: number;
  readonly offValue?: number;
}

/** The stock kernel writes the bits of integers whatever the type, so that a float32 one-hot holds 1.4e-45 instead of 1. */
export function installOneHot(tf: TensorFlow, stock: StockKernels): void {
  replaceKernel<OneHotAttributes>(tf, stock, "OneHot", (scope, inputs, { dtype = "int32", depth, onValue = 1, offValue = 0 }) => {
    const indices = requireInput(inputs, "indices");
    const result = scope.allocate([...indices.shape, depth], dtype);
    const values = scope.view(result);
    values.fill(offValue);
    scope.view(indices).forEach((index, position) => {
      if (index >= 0 && index < depth) values[position * depth + index] = onValue;
    });
    return result;
  });
}
