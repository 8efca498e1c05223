import type { TensorFlow } from "../tensorflow.ts";
import { elementCount, replaceKernel, requireInput, type StockKernels } from "./kernel-scope.ts";

/** Missing in the stock backend; the gradient of gather and so of an embedding. Rows are added in the order of their position. */
export function installSegmentSum(tf: TensorFlow, stock: StockKernels): void {
  replaceKernel<{ numSegments: number }>(tf, stock, "UnsortedSegmentSum", (scope, inputs, { numSegments }) => {
    const x = requireInput(inputs, "x");
    const segmentIds = requireInput(inputs, "segmentIds");
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const rowLength = elementCount(rowShape);
    const result = scope.allocate([numSegments, ...rowShape], "float32");
    const sums = scope.view(result);
    const rows = scope.view(x);
    sums.fill(0);
    scope.view(segmentIds).forEach((segment, position) => {
      if (segment < 0 || segment >= numSegments) return;
      const target = segment * rowLength;
      const source = position * rowLength;
      for (let k = 0; k < rowLength; k++) sums[target + k] = (sums[target + k] as number) + (rows[source + k] as number);
    });
    return result;
  });
}
