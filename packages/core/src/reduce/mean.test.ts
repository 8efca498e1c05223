import { describe, expect, it } from "vitest";
import { divideBySamples } from "./mean.ts";

describe("divideBySamples", () => {
  it("divides each element in float32", () => {
    const sum = Float32Array.from([1, -2, 10, 0, NaN, Infinity]);
    divideBySamples(sum, 3);
    expect([...sum]).toEqual([Math.fround(1 / 3), Math.fround(-2 / 3), Math.fround(10 / 3), 0, NaN, Infinity]);
  });

  it("takes 2^24 samples, the most that float32 counts", () => {
    const sum = Float32Array.from([2 ** 24]);
    divideBySamples(sum, 2 ** 24);
    expect([...sum]).toEqual([1]);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 24 + 1])("refuses %s samples", (samples) => {
    expect(() => divideBySamples(new Float32Array(1), samples)).toThrow(expect.objectContaining({ code: "invariant" }));
  });
});
