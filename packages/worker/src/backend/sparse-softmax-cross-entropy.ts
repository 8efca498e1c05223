import { LockstepError, naturalLog } from "@lockstep/core";
import type { KernelFunc, Scalar, Tensor, Tensor1D, Tensor2D, TensorInfo } from "@tensorflow/tfjs";
import { exponentialOfNegative } from "./exponential.ts";
import type { TensorFlow } from "./tensorflow.ts";

const kernelName = "SparseSoftmaxCrossEntropySum";

/** Kernels that are JavaScript on every backend and use nothing of it but readSync and write. */
export const javaScriptKernels: ReadonlySet<string> = new Set([kernelName]);

/**
 * Sum over the batch of -log softmax(logits_BC)[b, labels_B[b]], from integer labels; its gradient is softmax(logits) - onehot(labels).
 * One pass over batch x classes in one kernel, instead of some 25 of tf.losses.softmaxCrossEntropy. The same JavaScript on every backend,
 * with no operation that the processor or the engine may round its own way: equal logits give equal bits everywhere.
 *
 * @param logits_BC float32
 * @param labels_B int32, 0 .. C - 1
 * @returns float32 scalar
 * @throws LockstepError "data" for a label outside 0 .. C - 1
 */
export function sparseSoftmaxCrossEntropySum(tf: TensorFlow, logits_BC: Tensor2D, labels_B: Tensor1D): Scalar {
  registerKernel(tf);
  const loss = tf.customGrad((logits, save) => {
    const [sum, gradient] = tf.engine().runKernel(kernelName, { logits: logits as Tensor2D, labels: labels_B }) as unknown as [
      Scalar,
      Tensor2D,
    ];
    (save as (tensors: Tensor2D[]) => void)([gradient]);
    const gradFunc = (dy: Scalar, [saved]: Tensor[]): Tensor => (isOne(dy) ? tf.clone(saved as Tensor2D) : tf.mul(saved as Tensor2D, dy));
    return { value: sum, gradFunc };
  });
  return loss(logits_BC);
}

/** Where the loss is the end of the model, which is always: TensorFlow.js starts there with a one that it makes in JavaScript. */
function isOne(dy: Scalar): boolean {
  return dy.size === 1 && dy.dataSync()[0] === 1;
}

/** Registers the kernel for the backend in use; it needs nothing of it but reading and writing a tensor. */
function registerKernel(tf: TensorFlow): void {
  const backendName = tf.getBackend();
  if (tf.getKernel(kernelName, backendName) !== undefined) return;
  const kernelFunc: KernelFunc = ({ inputs, backend: anyBackend }) => {
    const { logits, labels } = inputs as { logits: TensorInfo; labels: TensorInfo };
    const backend = anyBackend as ReturnType<TensorFlow["backend"]>;
    const [batch, classes] = logits.shape as [number, number];
    const gradient_BC = new Float32Array(batch * classes);
    const lossSum = softmaxCrossEntropySum(
      backend.readSync(logits.dataId) as Float32Array,
      backend.readSync(labels.dataId) as Int32Array,
      classes,
      gradient_BC,
    );
    const output = (values: Float32Array, shape: number[]): TensorInfo => ({
      dataId: backend.write(values, shape, "float32"),
      shape,
      dtype: "float32",
    });
    return [output(Float32Array.of(lossSum), []), output(gradient_BC, [batch, classes])];
  };
  tf.registerKernel({ kernelName, backendName, kernelFunc });
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
  labels_B: Int32Array | Uint8Array,
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
