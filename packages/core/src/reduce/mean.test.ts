import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkwardSizes, difference, hostileVector } from "../kernels/hostile-floats.test.fixture.ts";
import { divideBySamples } from "./mean.ts";

describe("divideBySamples", () => {
  it("divides each element in float32", () => {
    const sum = Float32Array.from([1, -2, 10, 0, NaN, Infinity]);
    divideBySamples(sum, 3);
    expect([...sum]).toEqual([Math.fround(1 / 3), Math.fround(-2 / 3), Math.fround(10 / 3), 0, NaN, Infinity]);
  });

  it("rounds each quotient once, whatever the value and wherever the vector begins", () => {
    const vectors = awkwardSizes.chain((length) => hostileVector(length + 3));
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 2 ** 24 }), (values, samples) => {
        const sum = values.slice();
        divideBySamples(sum.subarray(3), samples);
        const expected = values.map((value, index) => (index < 3 ? value : value / samples));
        expect(difference(sum, expected)).toBeNull();
      }),
      { numRuns: 100 },
    );
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
