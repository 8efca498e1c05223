import { describe, expect, it } from "vitest";
import { ratioOfRounds, spreadOf } from "./spread.ts";

describe("spreadOf", () => {
  it("gives the median and the range", () => {
    expect(spreadOf([3, 1, 10])).toEqual({ middle: 3, min: 1, max: 10 });
    expect(spreadOf([2])).toEqual({ middle: 2, min: 2, max: 2 });
  });

  it("needs a round", () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe("ratioOfRounds", () => {
  it("is the ratio of the medians, with the range over the rounds", () => {
    // Medians 4 and 2; rounds 2/1, 4/2, 9/3.
    expect(ratioOfRounds([2, 4, 9], [1, 2, 3])).toEqual({ middle: 2, min: 2, max: 3 });
  });

  it("compares each round with the other contender's of the same time", () => {
    // Twice as slow throughout, on a machine that became three times slower: the rounds agree although the times do not.
    expect(ratioOfRounds([2, 6, 6], [1, 3, 3])).toEqual({ middle: 2, min: 2, max: 2 });
  });

  it("refuses contenders that did not take turns", () => {
    expect(() => ratioOfRounds([1, 2], [1])).toThrow("did not take turns");
  });
});
