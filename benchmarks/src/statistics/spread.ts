import { median } from "./quantile.ts";

/** A figure with the smallest and the largest that the rounds gave. */
export interface Spread {
  readonly middle: number;
  readonly min: number;
  readonly max: number;
}

/** Median and range of one figure a round. @throws RangeError if there is no round */
export function spreadOf(rounds: readonly number[]): Spread {
  return { middle: median(rounds), min: Math.min(...rounds), max: Math.max(...rounds) };
}

/**
 * How two contenders compare that took turns: the ratio of their medians, and the range of the ratios of the single rounds, each of which
 * saw the same moment of the machine.
 * @throws RangeError unless both have the same rounds, at least one
 */
export function ratioOfRounds(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new RangeError(`ratio of ${ours.length} rounds to ${theirs.length}: they did not take turns`);
  const ratios = ours.map((value, round) => value / (theirs[round] as number));
  return { middle: median(ours) / median(theirs), min: Math.min(...ratios), max: Math.max(...ratios) };
}
