import { LockstepError } from "../errors.ts";
import { div } from "../kernels/expression.ts";
import { elementKernel } from "../kernels/element-kernel.ts";
import { runKernel } from "../kernels/run-kernel.ts";

const division = elementKernel(["sum"], ["samples"], ({ sum, samples }) => [div(sum, samples)]);

/**
 * Divides a sum by the number of samples behind it, in place. One correctly rounded float32 division an element: the float64 quotient of two
 * float32 values rounds to the same float32 (Figueroa, "When is double rounding innocuous?", 1995).
 * @param samples 1 .. 2^24, so that it is exact in float32; else LockstepError "invariant"
 */
export function divideBySamples(sum: Float32Array, samples: number): void {
  if (!Number.isInteger(samples) || samples < 1 || samples > 2 ** 24) {
    throw new LockstepError("invariant", `mean gradient: ${samples} samples; expected an integer from 1 to 2^24`);
  }
  if (runKernel(division, [sum], [sum], [samples], 0, sum.length)) return;
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / samples;
}
