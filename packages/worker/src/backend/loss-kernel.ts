import type { KernelFunc, Scalar, Tensor, Tensor2D, TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow } from "./tensorflow.ts";

/** Labels as the losses take them: int32 classes [B], or float32 targets [B, T]. */
export type LossLabels = Int32Array | Float32Array;

/** A loss as one kernel of JavaScript: one pass over the batch, the same bits on every backend and machine. O = outputs a sample. */
export interface LossKernel {
  /** what it is registered as: two that compute something else have different names */
  readonly kernelName: string;
  /**
   * The numbers of the loss: its sum over the batch, added in float64 in batch order.
   * @param gradient_BO filled with the gradient of that sum by the outputs, each value float64 rounded once; null: only the loss is wanted
   */
  sum(outputs_BO: Float32Array, labels: LossLabels, gradient_BO: Float32Array | null): number;
}

const registered = new Set<string>();

/** Names of the kernels that are JavaScript on every backend and use nothing of it but readSync and write. */
export const javaScriptKernels: ReadonlySet<string> = registered;

/**
 * The loss summed over the batch as a float32 scalar, with its gradient, on the backend in use.
 * @throws LockstepError "data" for labels that the loss refuses
 */
export function lossOnBackend(tf: TensorFlow, kernel: LossKernel, outputs_BO: Tensor2D, labels: Tensor): Scalar {
  const { kernelName } = kernel;
  registerLoss(tf, kernel);
  const loss = tf.customGrad((outputs, save) => {
    const [sum, gradient] = tf.engine().runKernel(kernelName, { logits: outputs as Tensor2D, labels }) as unknown as [Scalar, Tensor2D];
    (save as (tensors: Tensor2D[]) => void)([gradient]);
    const gradFunc = (dy: Scalar, [saved]: Tensor[]): Tensor => (isOne(dy) ? tf.clone(saved as Tensor2D) : tf.mul(saved as Tensor2D, dy));
    return { value: sum, gradFunc };
  });
  return loss(outputs_BO);
}

/** Where the loss is the end of the model, which is always: TensorFlow.js starts there with a one that it makes in JavaScript. */
function isOne(dy: Scalar): boolean {
  return dy.size === 1 && dy.dataSync()[0] === 1;
}

/**
 * Registers the kernel for the backend in use; it needs nothing of it but reading and writing a tensor. {@link lossOnBackend} does it, but who
 * listens to kernels must have it done before.
 */
export function registerLoss(tf: TensorFlow, kernel: LossKernel): void {
  const { kernelName } = kernel;
  const backendName = tf.getBackend();
  if (tf.getKernel(kernelName, backendName) !== undefined) return;
  const kernelFunc: KernelFunc = ({ inputs, backend: anyBackend }) => {
    const { logits, labels } = inputs as { logits: TensorInfo; labels: TensorInfo };
    const backend = anyBackend as ReturnType<TensorFlow["backend"]>;
    const [batch, width] = logits.shape as [number, number];
    const gradient_BO = new Float32Array(batch * width);
    const lossSum = kernel.sum(
      backend.readSync(logits.dataId) as Float32Array,
      backend.readSync(labels.dataId) as Int32Array | Float32Array,
      gradient_BO,
    );
    const output = (values: Float32Array, shape: number[]): TensorInfo => ({
      dataId: backend.write(values, shape, "float32"),
      shape,
      dtype: "float32",
    });
    return [output(Float32Array.of(lossSum), []), output(gradient_BO, [batch, width])];
  };
  registered.add(kernelName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
