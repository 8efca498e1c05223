import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../backend/tensorflow.ts";

/** What a batch normalization layer is made of. C = length of its axis. */
export interface Normalization {
  /** of x, 0-based: the one that is not averaged over */
  readonly axis: number;
  readonly epsilon: number;
  /** [C], or null: no scale */
  readonly gamma: Tensor | null;
  /** [C], or null: no offset */
  readonly beta: Tensor | null;
}

export interface NormalizedBatch {
  readonly y: Tensor;
  /** [C]; kept, so that the caller has to dispose it; no gradient flows through it */
  readonly mean: Tensor;
  /** [C], likewise: of the batch itself (divided by its size, not by one less), as Keras 3 and TensorFlow.js keep it */
  readonly variance: Tensor;
}

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta with mean and variance of this very batch (Ioffe and Szegedy, 2015). The gradient through
 * both is a formula, not a tape: TensorFlow.js's own needs a scale and an offset and rounds more often.
 */
export function normalizeBatch(tf: TensorFlow, x: Tensor, normalization: Normalization): NormalizedBatch {
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== normalization.axis);
  const statistics: { mean?: Tensor; variance?: Tensor } = {};
  const normalize = tf.customGrad((input, save) => {
    const batch = input as Tensor;
    const mean = tf.mean(batch, axes, true);
    const centred = tf.sub(batch, mean);
    const variance = tf.mean(tf.square(centred), axes, true);
    const inverseDeviation = tf.rsqrt(tf.add(variance, normalization.epsilon));
    const normalized = tf.mul(centred, inverseDeviation);
    statistics.mean = tf.keep(tf.reshape(mean, [-1]));
    statistics.variance = tf.keep(tf.reshape(variance, [-1]));
    (save as (tensors: Tensor[]) => void)([normalized, inverseDeviation]);
    // d/dx of the three paths: through x itself, through the mean, through the variance.
    const gradFunc = (dy: Tensor, [saved, deviation]: Tensor[]): Tensor => {
      const n = saved as Tensor;
      const alongMean = tf.mean(dy, axes, true);
      const alongDeviation = tf.mul(n, tf.mean(tf.mul(dy, n), axes, true));
      return tf.mul(tf.sub(tf.sub(dy, alongMean), alongDeviation), deviation as Tensor);
    };
    return { value: normalized, gradFunc };
  });
  const y = affine(tf, normalize(x), normalization);
  return { y, mean: statistics.mean as Tensor, variance: statistics.variance as Tensor };
}

/** The same with a mean and a variance [C] that are given: a frozen layer, through which the gradient passes as through any affine map. */
export function normalizeBy(tf: TensorFlow, x: Tensor, mean: Tensor, variance: Tensor, normalization: Normalization): Tensor {
  const shape = channelShape(x, normalization.axis);
  const inverseDeviation = tf.rsqrt(tf.add(variance, normalization.epsilon));
  return affine(tf, tf.mul(tf.sub(x, tf.reshape(mean, shape)), tf.reshape(inverseDeviation, shape)), normalization);
}

function affine(tf: TensorFlow, x: Tensor, { gamma, beta, axis }: Normalization): Tensor {
  const shape = channelShape(x, axis);
  const scaled = gamma === null ? x : tf.mul(x, tf.reshape(gamma, shape));
  return beta === null ? scaled : tf.add(scaled, tf.reshape(beta, shape));
}

/** Of [C], so that it meets its axis of x. */
function channelShape(x: Tensor, axis: number): number[] {
  return x.shape.map((size, index) => (index === axis ? size : 1));
}
