/**
 * The value below which a fraction of the values lies, interpolated linearly between neighbours (type 7 of Hyndman and Fan, "Sample
 * Quantiles in Statistical Packages", 1996; what numpy.percentile does by default, so that figures of both languages compare).
 * @param fraction 0 .. 1
 * @throws RangeError if there is no value, or the fraction is out of range
 */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new RangeError("quantile of no values");
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`quantile ${fraction}; expected 0 to 1`);
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** @throws RangeError if there is no value */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
