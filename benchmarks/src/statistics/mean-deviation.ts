/** How a figure came out over several seeds. */
export interface MeanDeviation {
  readonly mean: number;
  /** standard deviation of the sample (divided by n - 1); null for one value */
  readonly deviation: number | null;
}

/** @throws RangeError if there is no value */
export function meanDeviationOf(values: readonly number[]): MeanDeviation {
  const count = values.length;
  if (count === 0) throw new RangeError("mean of no value");
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count === 1 ? null : Math.sqrt(squares / (count - 1)) };
}
