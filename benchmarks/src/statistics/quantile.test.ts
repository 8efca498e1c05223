import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, quantile, sum } from "./quantile.ts";

describe("quantile", () => {
  it("interpolates as numpy.percentile does", () => {
    // numpy.percentile([15, 20, 35, 40, 50], [0, 25, 40, 50, 90, 100])
    const values = [40, 15, 50, 20, 35];
    expect([0, 0.25, 0.4, 0.5, 0.9, 1].map((fraction) => quantile(values, fraction))).toEqual([15, 20, 29, 35, 46, 50]);
  });

  it("leaves the values as they were, and sorts by number", () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it("takes the mean of the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it("stays between the least and the greatest, and never falls as the fraction grows", () => {
    const numbers = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(numbers, fraction, fraction, (values, a, b) => {
        const [low, high] = [quantile(values, Math.min(a, b)), quantile(values, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });

  it("refuses what has no quantile", () => {
    expect(() => median([])).toThrow("no values");
    expect(() => quantile([1], 1.5)).toThrow("expected 0 to 1");
    expect(() => quantile([1], Number.NaN)).toThrow("expected 0 to 1");
  });
});

it("sum adds up", () => {
  expect(sum([])).toBe(0);
  expect(sum([1, 2, 3.5])).toBe(6.5);
});
