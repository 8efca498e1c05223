/** Counts of values between equally spaced limits. */
export interface ValueHistogram {
  readonly min: number;
  readonly max: number;
  /** finite values; the others are left out */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** upper end of each bucket, ascending; the last is `max` */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** As many as TensorBoard shows (tensorboard/plugins/histogram/summary_v2.py). */
const buckets = 30;

/**
 * The histogram of values that lie in several arrays.
 * @returns null if none of them is finite
 */
export function valueHistogram(pieces: readonly Float32Array[]): ValueHistogram | null {
  let min = Infinity;
  let max = -Infinity;
  let count = 0;
  let sum = 0;
  let sumOfSquares = 0;
  for (const values of pieces) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      count += 1;
      sum += value;
      sumOfSquares += value * value;
    }
  }
  if (count === 0) return null;
  if (min === max) return { min, max, count, sum, sumOfSquares, limits: [max], counts: [count] };
  const counts = Array.from({ length: buckets }, () => 0);
  const width = (max - min) / buckets;
  for (const values of pieces) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      const bucket = Math.min(buckets - 1, Math.floor((value - min) / width));
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  const limits = Array.from({ length: buckets }, (_, bucket) => (bucket === buckets - 1 ? max : min + (bucket + 1) * width));
  return { min, max, count, sum, sumOfSquares, limits, counts };
}
