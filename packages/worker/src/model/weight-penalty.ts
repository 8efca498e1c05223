import { LockstepError, type PlacedTensor } from "@lockstep/core/local";

/** A weight's penalty l1 sum |w| + l2 sum w^2, as tf.regularizers have it. */
export interface WeightPenalty {
  readonly offset: number;
  readonly length: number;
  readonly l1: number;
  readonly l2: number;
}

interface SerializedRegularizer {
  readonly className?: unknown;
  readonly config?: { readonly l1?: unknown; readonly l2?: unknown };
}

/**
 * The penalty that a layer's configuration puts on one of its weights; null if there is none.
 * @param serialized the weight's regularizer in the configuration
 * @throws LockstepError "configuration" for a regularizer that is neither l1, l2 nor l1l2
 */
export function weightPenalty(tensor: PlacedTensor, serialized: unknown): WeightPenalty | null {
  if (serialized === null || serialized === undefined) return null;
  const { className, config } = serialized as SerializedRegularizer;
  const [l1, l2] = [config?.l1, config?.l2];
  if (className !== "L1L2" || typeof l1 !== "number" || typeof l2 !== "number" || !(l1 >= 0 && l2 >= 0)) {
    throw new LockstepError("configuration", `${tensor.name}: its regularizer is not supported; use tf.regularizers.l1, l2 or l1l2`);
  }
  return l1 === 0 && l2 === 0 ? null : { offset: tensor.offset, length: tensor.length, l1, l2 };
}

/**
 * Adds `samples` times the gradient of the penalties, l1 sign(w) + 2 l2 w, to a sum over so many samples: their mean over all shards then holds
 * the penalty once. Float32, operation by operation; |w| has slope 0 at 0.
 */
export function addPenaltyGradient(
  penalties: readonly WeightPenalty[],
  params_P: Float32Array,
  samples: number,
  gradient_P: Float32Array,
): void {
  for (const { offset, length, l1, l2 } of penalties) {
    const slope1 = Math.fround(l1);
    const slope2 = Math.fround(2 * l2);
    for (let i = offset; i < offset + length; i++) {
      const w = params_P[i] as number;
      const slope = Math.fround(Math.fround(slope1 * Math.sign(w)) + Math.fround(slope2 * w));
      gradient_P[i] = (gradient_P[i] as number) + Math.fround(samples * slope);
    }
  }
}
