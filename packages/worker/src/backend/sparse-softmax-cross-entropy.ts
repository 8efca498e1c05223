import { LockstepError, naturalLog } from "@lockstep/core/local";
import { exponentialOfNegative } from "./exponential.ts";
import type { LossKernel, LossLabels } from "./loss-kernel.ts";

/**
 * Sum over the batch of -log softmax(logits_BC)[b, labels_B[b]], from integer labels; its gradient is softmax(logits) - onehot(labels).
 * One pass over batch x classes in one kernel, instead of some 25 of tf.losses.softmaxCrossEntropy. The same JavaScript on every backend,
 * with no operation that the processor or the engine may round its own way: equal logits give equal bits everywhere.
 *
 * @param classes C
 * @returns a kernel that throws LockstepError "data" for a label outside 0 .. C - 1
 */
export function sparseSoftmaxCrossEntropy(classes: number): LossKernel {
  return {
    kernelName: `SparseSoftmaxCrossEntropySum-${classes}`,
    sum: (logits_BC, labels, gradient_BC) => softmaxCrossEntropySum(logits_BC, labels, classes, gradient_BC),
  };
}

/**
 * The numbers of the loss: returns the sum over the batch (float64, added in batch order) and, where asked, fills the gradient.
 * The row maximum is subtracted first, so that no logit overflows. Values are float64 inside a row and rounded once to float32.
 *
 * @param gradient_BC filled with softmax - onehot; null: only the loss is wanted
 * @throws LockstepError "data" for a label outside 0 .. classes - 1
 */
export function softmaxCrossEntropySum(
  logits_BC: Float32Array,
  labels_B: LossLabels,
  classes: number,
  gradient_BC: Float32Array | null,
): number {
  const exponentials_C = new Float64Array(classes);
  let lossSum = 0;
  for (let sample = 0, row = 0; sample < labels_B.length; sample++, row += classes) {
    const label = labels_B[sample] as number;
    if (label < 0 || label >= classes) {
      throw new LockstepError(
        "data",
        `cross-entropy: label ${label} of sample ${sample} in the batch is outside 0..${classes - 1}; check the label file`,
      );
    }
    let maximum = logits_BC[row] as number;
    for (let c = 1; c < classes; c++) maximum = Math.max(maximum, logits_BC[row + c] as number);
    let total = 0;
    for (let c = 0; c < classes; c++) {
      const exponential = exponentialOfNegative((logits_BC[row + c] as number) - maximum);
      exponentials_C[c] = exponential;
      total += exponential;
    }
    // A diverged model (a logit that is infinite or not a number) has a loss that says so; the total is 1 .. classes otherwise.
    lossSum += Number.isFinite(total) ? naturalLog(total) + (maximum - (logits_BC[row + label] as number)) : Number.NaN;
    if (gradient_BC === null) continue;
    for (let c = 0; c < classes; c++) gradient_BC[row + c] = (exponentials_C[c] as number) / total;
    gradient_BC[row + label] = (gradient_BC[row + label] as number) - 1;
  }
  return lossSum;
}
