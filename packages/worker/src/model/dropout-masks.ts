import { CounterRandom } from "@lockstep/core/local";

/** What the random numbers of one gradient depend on, and nothing else: neither the worker nor what it computed before. All uint32. */
export interface NoiseKey {
  /** of the run */
  readonly seed: number;
  readonly step: number;
  readonly shard: number;
  /** number of the batch where the shard's part of a step is computed in several; below 2^20, default 0 */
  readonly batch?: number;
}

/** One use of a dropout layer. */
export interface MaskShape {
  /** probability of an element to be dropped, above 0 and below 1 */
  readonly rate: number;
  readonly shape: readonly number[];
}

/**
 * Masks of inverted dropout (Srivastava et al., JMLR 2014): 0 with probability `rate`, else 1 / (1 - rate), so that the mean stays. One after
 * the other they take the numbers of the sequence (seed, "dropout", step, shard), one an element, each batch from a place of its own.
 */
export function drawMasks(shapes: readonly MaskShape[], { seed, step, shard, batch = 0 }: NoiseKey): readonly Float32Array[] {
  if (shapes.length === 0) return [];
  const random = new CounterRandom(seed, "dropout", step, shard);
  random.seek(batch * 2 ** 32);
  return shapes.map(({ rate, shape }) => {
    const mask = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const kept = Math.fround(1 / (1 - rate));
    for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : kept;
    return mask;
  });
}
