import type { KernelFunc, Tensor, TensorInfo } from "@tensorflow/tfjs";
import type { NativeBackend, TensorFlow } from "./tensorflow.ts";

const kernelName = "ReluGrad";
const backendName = "tensorflow";

/**
 * Gives relu TensorFlow's own gradient on tfjs-node, one operation and one pass over memory; TensorFlow.js composes it of six (a step
 * function of three, a cast, a product, and an upload for each). Other backends keep the composed one. A second call does nothing.
 */
export function installReluGradient(tf: TensorFlow): void {
  if (tf.getKernel(kernelName, backendName) !== undefined) return;
  const kernelFunc: KernelFunc = ({ inputs, backend: anyBackend }) => {
    const backend = anyBackend as NativeBackend;
    const { dy, x } = inputs as { dy: TensorInfo; x: TensorInfo };
    const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
    return backend.executeSingleOutput(kernelName, [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }], [dy, x]);
  };
  tf.registerKernel({ kernelName, backendName, kernelFunc });

  const composed = tf.getGradient("Relu");
  tf.unregisterGradient("Relu");
  tf.registerGradient({
    ...composed,
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved;
      if (tf.getBackend() !== backendName || x?.dtype !== "float32") return composed.gradFunc(dy, saved, attributes);
      return { x: () => tf.engine().runKernel<Tensor>(kernelName, { dy: dy as Tensor, x }) };
    },
  });
}
