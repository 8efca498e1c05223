import { describe, expect, it } from "vitest";
import { valueHistogram } from "./value-histogram.ts";

describe("valueHistogram", () => {
  it("counts every value once, in equal buckets from the least to the greatest", () => {
    const values = Float32Array.from({ length: 3001 }, (_, i) => i / 100 - 10);
    const whole = valueHistogram([values]);
    expect(whole).toMatchObject({ min: -10, max: 20, count: 3001 });
    expect(whole?.limits).toHaveLength(30);
    expect(whole?.limits.at(-1)).toBe(20);
    expect(whole?.counts.reduce((sum, count) => sum + count, 0)).toBe(3001);
    for (const count of whole?.counts ?? []) expect(Math.abs(count - 100)).toBeLessThanOrEqual(1);
    expect(valueHistogram([values.subarray(0, 700), values.subarray(700)])).toEqual(whole);
  });

  it("has one bucket where all values are the same, and leaves out what is not finite", () => {
    const values = Float32Array.of(Number.NaN, 0.5, Infinity, 0.5, -Infinity);
    expect(valueHistogram([values])).toEqual({ min: 0.5, max: 0.5, count: 2, sum: 1, sumOfSquares: 0.5, limits: [0.5], counts: [2] });
    expect(valueHistogram([Float32Array.of(Number.NaN)])).toBeNull();
    expect(valueHistogram([])).toBeNull();
  });
});
