import { LockstepError, naturalLog } from "@lockstep/core/local";
import { exponentialOfNegative } from "../backend/exponential.ts";
import type { LossLabels } from "../backend/loss-kernel.ts";

/**
 * Sum over the batch of -(y log p + (1 - y) log(1 - p)) with p = sigmoid(logit), computed from the logit so that neither logarithm meets a
 * zero: max(z, 0) - z y + log(1 + e^-|z|); its gradient is p - y.
 *
 * @param logits_B one a sample
 * @param labels_B 0 or 1
 * @param smoothing e: y is label (1 - e) + e / 2
 * @param gradient_B filled, rounded once to float32; null: only the loss is wanted
 * @returns float64; NaN where a logit is infinite or not a number
 * @throws LockstepError "data" for another label
 */
export function binaryCrossEntropySum(
  logits_B: Float32Array,
  labels_B: LossLabels,
  smoothing: number,
  gradient_B: Float32Array | null,
): number {
  let lossSum = 0;
  for (const [sample, z] of logits_B.entries()) {
    const label = labels_B[sample] as number;
    if (label !== 0 && label !== 1)
      throw new LockstepError(
        "data",
        `binary cross-entropy: label ${label} of sample ${sample} in the batch is neither 0 nor 1; check the labels`,
      );
    const y = label * (1 - smoothing) + smoothing / 2;
    const e = exponentialOfNegative(-Math.abs(z));
    lossSum += Number.isFinite(z) ? Math.max(z, 0) - z * y + logOfOnePlus(e) : Number.NaN;
    if (gradient_B !== null) gradient_B[sample] = (z >= 0 ? 1 : e) / (1 + e) - y;
  }
  return lossSum;
}

/** log(1 + e) for 0 <= e <= 1, also where 1 + e has lost most of e (Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1). */
function logOfOnePlus(e: number): number {
  const sum = 1 + e;
  return sum === 1 ? e : (naturalLog(sum) * e) / (sum - 1);
}
