import { naturalLog } from "@lockstep/core/local";
import { exponentialOfNegative } from "../backend/exponential.ts";

/**
 * Sum over the batch of -sum over c of q_c log softmax(logits)_c, where q is what is wanted of each class; its gradient is
 * (sum of q) softmax(logits) - q, for any q. The row maximum is subtracted first, so that no logit overflows. Float64 inside a row.
 *
 * @param wanted q of sample b and class c
 * @param gradient_BC filled, rounded once to float32; null: only the loss is wanted
 * @returns float64; NaN where a logit is infinite or not a number
 */
export function categoricalCrossEntropySum(
  logits_BC: Float32Array,
  wanted: (sample: number, c: number) => number,
  classes: number,
  gradient_BC: Float32Array | null,
): number {
  const exponentials_C = new Float64Array(classes);
  let lossSum = 0;
  for (let sample = 0, row = 0; row < logits_BC.length; sample++, row += classes) {
    let maximum = logits_BC[row] as number;
    for (let c = 1; c < classes; c++) maximum = Math.max(maximum, logits_BC[row + c] as number);
    let total = 0;
    let wantedTotal = 0;
    let distance = 0;
    for (let c = 0; c < classes; c++) {
      const below = maximum - (logits_BC[row + c] as number);
      const exponential = exponentialOfNegative(-below);
      exponentials_C[c] = exponential;
      total += exponential;
      const q = wanted(sample, c);
      wantedTotal += q;
      // A class that nobody wants may be infinitely unlikely.
      if (q !== 0) distance += q * below;
    }
    lossSum += Number.isFinite(total) ? wantedTotal * naturalLog(total) + distance : Number.NaN;
    if (gradient_BC === null) continue;
    const share = wantedTotal / total;
    for (let c = 0; c < classes; c++) gradient_BC[row + c] = (exponentials_C[c] as number) * share - wanted(sample, c);
  }
  return lossSum;
}
