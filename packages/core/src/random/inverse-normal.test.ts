import { describe, expect, it } from "vitest";
import { inverseNormal } from "./inverse-normal.ts";

/** CPython 3.11, statistics.NormalDist().inv_cdf(p), on both sides of every branch. */
const quantiles: readonly (readonly [p: number, x: number])[] = [
  [2 ** -33, -6.337957754553789],
  [1e-9, -5.9978070150076865],
  [1e-6, -4.753424308822899],
  [0.001, -3.090232306167813],
  [0.075, -1.4395314709384557],
  [0.0750001, -1.4395307645017297],
  [0.3, -0.5244005127080407],
  [0.5, 0],
  [0.7, 0.5244005127080407],
  [0.975, 1.9599639845400536],
  [1 - 1e-6, 4.753424308817089],
];

describe("inverseNormal", () => {
  it.each(quantiles)("of %d", (p, x) => {
    expect(inverseNormal(p)).toBe(x);
  });

  it.each([0, 1, 1e-11, 1 - 1e-11, -0.1, NaN])("refuses %d", (p) => {
    expect(() => inverseNormal(p)).toThrow(RangeError);
  });
});
