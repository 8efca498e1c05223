import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeLayout } from "../model/layout.ts";
import { planSlices } from "../reduce/partition.ts";
import { blockSums, clipScale } from "./gradient-norm.ts";

const zeros = { initializer: { kind: "zeros" } } as const;
// A tensor begins and ends inside a block; the averaged one has its own blocks and parts of two others.
const layout = makeLayout([
  { name: "a", shape: [1500], update: "optimizer", ...zeros },
  { name: "average", shape: [2600], update: "average", decay: 0.9, ...zeros },
  { name: "b", shape: [60_000], update: "optimizer", ...zeros },
  { name: "fixed", shape: [7], update: "fixed", ...zeros },
]);
const gradient = Float32Array.from({ length: layout.length }, (_, i) => Math.fround(Math.sin(i) * 10 ** ((i % 13) - 6)));

/** The sums of all slices, in the order of P. */
const sumsOf = (slices: readonly { readonly start: number; readonly end: number }[]): number[] =>
  slices.flatMap(({ start, end }) => [...blockSums(gradient.subarray(start, end), start, layout)]);

describe("the block sums of a gradient", () => {
  const whole = [...blockSums(gradient, 0, layout)];

  it("are the same numbers for any number of servers and ranks", () => {
    expect(whole).toHaveLength(Math.ceil(layout.length / 1024));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), (K, R) => {
        expect(sumsOf(planSlices(layout.length, K, R))).toEqual(whole);
      }),
    );
  });

  it("are of what the optimizer trains, block by block, in the order of its elements", () => {
    const trained = gradient.slice().fill(0, 1500, 4100).fill(0, 64_100);
    const expected = whole.map((_, block) => trained.subarray(1024 * block, 1024 * (block + 1)).reduce((sum, g) => sum + g * g, 0));
    expect(whole).toEqual(expected);
    expect(whole[2]).toBe(0);
  });

  it("are refused for a slice that begins inside a block", () => {
    expect(() => blockSums(gradient.subarray(1000), 1000, layout)).toThrow(/a slice begins at element 1000; expected a multiple of 1024/);
    expect(blockSums(new Float32Array(0), layout.length, layout)).toEqual(new Float64Array(0));
  });
});

describe("the clipping factor", () => {
  it("brings the norm down to the limit, and leaves a smaller one alone", () => {
    expect(clipScale([9, 16], 10)).toBe(1);
    expect(clipScale([9, 16], 1)).toBe(Math.fround(1 / 5.000001));
    expect(clipScale([], 1)).toBe(1);
    expect(clipScale([0], 1)).toBe(1);
    expect(clipScale([1, NaN], 1)).toBeNaN();
  });

  it("adds in order, in float64", () => {
    const sums = [1, 1e-16, 1e-16, 3];
    expect(clipScale(sums, 1)).toBe(Math.fround(1 / (Math.sqrt(1 + 1e-16 + 1e-16 + 3) + 1e-6)));
  });

  it("does not overflow", () => {
    const largest = Float32Array.from({ length: 4096 }, () => 3.4e38);
    const sums = blockSums(largest, 0, makeLayout([{ name: "w", shape: [4096], update: "optimizer", ...zeros }]));
    expect(clipScale(sums, 1)).toBeGreaterThan(0);
  });
});
