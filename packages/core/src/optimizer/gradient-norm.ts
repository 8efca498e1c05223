import { LockstepError } from "../errors.ts";
import type { Layout } from "../model/layout.ts";
import { cutElements } from "../reduce/partition.ts";

/** Elements of a block: P is cut on multiples of it, so that no block lies in two slices. */
export const normBlockElements: number = cutElements;

/** How many blocks elements [start, end) of P have. */
export function normBlocks(start: number, end: number): number {
  return Math.ceil((end - start) / normBlockElements);
}

/**
 * Sums of squares of a part of the gradient, one for each block of 1,024 elements of P (the last may be shorter), each in order and in
 * float64, which holds the square of a float32 exactly. What is not trained by the optimizer (averages, frozen tensors) counts as 0: what
 * lies in its place is no gradient. The blocks are those of P, so the sums are the same however P is cut.
 *
 * @param gradient elements [start, start + gradient.length) of P
 * @throws LockstepError "invariant" if start is no multiple of 1,024
 */
export function blockSums(gradient: Float32Array, start: number, layout: Layout): Float64Array {
  if (start % normBlockElements !== 0 && gradient.length > 0)
    throw new LockstepError("invariant", `gradient norm: a slice begins at element ${start}; expected a multiple of ${normBlockElements}`);
  const end = start + gradient.length;
  const sums = new Float64Array(normBlocks(start, end));
  // Tensors lie in ascending order, so that each block's squares are added in the order of its elements.
  for (const { offset, length, update } of layout.tensors) {
    if (update !== "optimizer") continue;
    const to = Math.min(offset + length, end) - start;
    for (let i = Math.max(offset, start) - start; i < to;) {
      const block = Math.floor(i / normBlockElements);
      const blockEnd = Math.min(to, (block + 1) * normBlockElements);
      let sum = sums[block] as number;
      for (; i < blockEnd; i++) {
        const g = gradient[i] as number;
        sum += g * g;
      }
      sums[block] = sum;
    }
  }
  return sums;
}

/**
 * The factor that clips a gradient by its norm, a float32: min(1, limit / (norm + 1e-6)), as torch's clip_grad_norm_. The norm is the root
 * of the block sums added in order. NaN if a sum is.
 * @param sums those of all of P, in order
 */
export function clipScale(sums: Iterable<number>, limit: number): number {
  let total = 0;
  for (const sum of sums) total += sum;
  return Math.fround(Math.min(1, limit / (Math.sqrt(total) + 1e-6)));
}
