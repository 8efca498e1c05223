import { expect, it } from "vitest";
import { meanDeviationOf } from "./mean-deviation.ts";

it("is the mean, and the deviation of a sample", () => {
  expect(meanDeviationOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
  expect(meanDeviationOf([3, 3])).toEqual({ mean: 3, deviation: 0 });
});

it("knows no deviation of one value, and nothing of none", () => {
  expect(meanDeviationOf([0.5])).toEqual({ mean: 0.5, deviation: null });
  expect(() => meanDeviationOf([])).toThrow("mean of no value");
});
