import { addVectors, type Samples } from "@lockstep/core/local";
import type { NoiseKey } from "../model/dropout-masks.ts";
import { shardGradient, type BatchSums, type ModelContext } from "./shard-gradient.ts";

/**
 * {@link shardGradient} of many samples with the kernels' memory of few: `perBatch` of them at a time (the last batch takes what is left), the
 * gradients added in the order of the batches. How the samples are cut follows from positions.length and perBatch alone.
 *
 * @param gradient_P overwritten
 * @param scratch_P overwritten where there is more than one batch
 * @param noise of all the batches together
 */
export function accumulatedGradient(
  context: ModelContext,
  samples: Samples,
  positions: Uint32Array,
  perBatch: number,
  gradient_P: Float32Array,
  scratch_P: Float32Array,
  noise: Omit<NoiseKey, "batch">,
): BatchSums {
  const first = shardGradient(context, samples, positions.subarray(0, perBatch), gradient_P, noise);
  let { lossSum, correct } = first;
  for (let from = perBatch; from < positions.length; from += perBatch) {
    const key = { ...noise, batch: from / perBatch };
    const batch = shardGradient(context, samples, positions.subarray(from, from + perBatch), scratch_P, key);
    addVectors(gradient_P, gradient_P, scratch_P, gradient_P.length);
    lossSum += batch.lossSum;
    correct += batch.correct;
  }
  return { lossSum, correct };
}
