import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { recordedGradients, type RecordedGradient } from "./recorded-gradients.ts";
import { lossOnBackend } from "./loss-kernel.ts";
import { sparseSoftmaxCrossEntropy } from "./sparse-softmax-cross-entropy.ts";
import type { LoadedBackend, TensorFlow } from "./tensorflow.ts";

/** Difference over the largest recorded value of the same vector; correct backends stay below 1e-6. */
const tolerance = 2e-5;

const batch = 4;
const classes = 3;
const loss = sparseSoftmaxCrossEntropy(classes);

/**
 * Computes the gradients of a small dense and a small convolutional network on the active backend and compares them with the recorded ones.
 * Returns null if they agree, else what differs. Leaves no tensor behind.
 */
export function checkGradients(backend: LoadedBackend): string | null {
  for (const name of ["dense", "convolution"] as const) {
    const recorded: RecordedGradient = recordedGradients[name];
    const computed = computeGradient(backend, name);
    const difference = relativeDifference(computed, recorded);
    // Also true for NaN.
    if (!(difference <= tolerance))
      return `${name} network: differs from the recorded gradient by ${difference.toExponential(1)} of its largest value`;
  }
  return null;
}

/** [loss, gradient of every parameter...] of one of the two check networks, with parameters and inputs from a fixed formula. */
function computeGradient({ tf, readInto }: Pick<LoadedBackend, "tf" | "readInto">, name: keyof typeof recordedGradients): Float32Array {
  const network = name === "dense" ? denseNetwork(tf) : convolutionNetwork(tf);
  const values: number[] = [];
  tf.tidy(() => {
    const labels = tf.tensor1d(Int32Array.of(0, 2, 1, 1), "int32");
    const gradientOf = tf.valueAndGrads((...parameters: Tensor[]) => lossOnBackend(tf, loss, network.logits(parameters), labels));
    const { value, grads } = gradientOf(network.shapes.map((shape, index) => pattern(tf, shape, 3 + index)));
    for (const tensor of [value, ...grads]) {
      const copy = new Float32Array(tensor.size);
      readInto(tensor, copy);
      values.push(...copy);
    }
  });
  return Float32Array.from(values);
}

interface Network {
  readonly shapes: readonly (readonly number[])[];
  logits(parameters: readonly Tensor[]): Tensor2D;
}

/** 64-3-3 with relu; the inner dimension is above 48, where a wrong matrix product shows. */
function denseNetwork(tf: TensorFlow): Network {
  return {
    shapes: [[64, 3], [3], [3, classes], [classes]],
    logits(parameters) {
      const [w1, b1, w2, b2] = parameters as [Tensor, Tensor, Tensor, Tensor];
      const hidden = tf.relu(tf.add(tf.matMul(pattern(tf, [batch, 64], 1), w1), b1));
      return tf.add(tf.matMul(hidden, w2), b2);
    },
  };
}

/** 6x6x2 image, 3x3 filters, 2x2 max pooling of values of which many are negative, dense. */
function convolutionNetwork(tf: TensorFlow): Network {
  return {
    shapes: [[3, 3, 2, 2], [2], [8, classes]],
    logits(parameters) {
      const [filter, bias, w] = parameters as [Tensor4D, Tensor, Tensor];
      const image = pattern(tf, [batch, 6, 6, 2], 2) as Tensor4D;
      const convolved = tf.add<Tensor4D>(tf.conv2d(image, filter, 1, "valid"), bias);
      return tf.matMul(tf.reshape(tf.maxPool(convolved, 2, 2, "valid"), [batch, 8]), w);
    },
  };
}

/** Multiples of 1/64 in [-0.5, 0.5], exact in float32. */
function pattern(tf: TensorFlow, shape: readonly number[], salt: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(
    Float32Array.from({ length }, (_, i) => (((i * 37 + salt * 29) % 65) - 32) / 64),
    [...shape],
  );
}

function relativeDifference(computed: ArrayLike<number>, recorded: ArrayLike<number>): number {
  if (computed.length !== recorded.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < recorded.length; i++) {
    largest = Math.max(largest, Math.abs(recorded[i] as number));
    difference = Math.max(difference, Math.abs((computed[i] as number) - (recorded[i] as number)));
  }
  return difference / largest;
}
