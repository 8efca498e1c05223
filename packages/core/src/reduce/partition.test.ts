import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutElements, minSliceBytes, partitionRanges, planSlices } from "./partition.ts";

const lengths = fc.oneof(fc.nat(3_000_000), fc.nat(5000), fc.constantFrom(0, 1, 1023, 1024, 1025, 101_770, 407_050));

/** Parts follow each other from start to end, none backwards, all cuts at multiples of cutElements (or at the end). */
function expectTiling(parts: readonly { readonly start: number; readonly end: number }[], start: number, end: number): void {
  expect([start, ...parts.map((part) => part.end)]).toEqual([...parts.map((part) => part.start), end]);
  for (const part of parts) {
    expect(part.end).toBeGreaterThanOrEqual(part.start);
    expect(part.start === end || part.start % cutElements === 0).toBe(true);
  }
}

describe("partitionRanges", () => {
  it("covers 0..P in order, cut at multiples of 1,024, no range a block larger than its share", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 20 }), (length, K) => {
        const ranges = partitionRanges(length, K);
        expect(ranges.map(({ range }) => range)).toEqual(Array.from({ length: K }, (_, k) => k));
        expectTiling(ranges, 0, length);
        for (const { start, end } of ranges) expect(end - start).toBeLessThanOrEqual(length / K + cutElements);
      }),
    );
  });

  it("leaves ranges of a tiny model empty", () => {
    expect(partitionRanges(500, 2)).toEqual([
      { range: 0, start: 0, end: 0 },
      { range: 1, start: 0, end: 500 },
    ]);
  });

  it.each([
    [-1, 1],
    [10, 0],
    [1.5, 1],
    [10, NaN],
  ])("refuses %s parameters on %s servers", (length, K) => {
    expect(() => partitionRanges(length, K)).toThrow(expect.objectContaining({ code: "invariant" }));
  });
});

describe("planSlices", () => {
  it("gives every range its slices: ascending, covering it exactly, dealt round robin", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), (length, K, R) => {
        const slices = planSlices(length, K, R);
        expect(slices.map(({ owner }) => owner)).toEqual(slices.map((_, index) => index % R));
        for (const { range, start, end } of partitionRanges(length, K)) {
          const own = slices.filter((slice) => slice.range === range);
          expect(own).toHaveLength(Math.max(1, Math.min(R, Math.floor(((end - start) * 4) / minSliceBytes))));
          expectTiling(own, start, end);
          const shortestBytes = Math.min(...own.map((slice) => (slice.end - slice.start) * 4));
          expect(own.length === 1 || shortestBytes >= minSliceBytes - 4 * cutElements).toBe(true);
        }
        expect(slices.map(({ range }) => range)).toEqual(slices.map(({ range }) => range).toSorted((a, b) => a - b));
      }),
    );
  });

  it("uses one owner for a small model and all ranks for a large one", () => {
    expect(planSlices(1000, 1, 4)).toEqual([{ start: 0, end: 1000, range: 0, owner: 0 }]);
    expect(planSlices(101_770, 1, 4).map(({ start }) => start)).toEqual([0, 25_600, 51_200, 76_800]);
  });

  it("does not burden rank 0 with every small range", () => {
    expect(planSlices(12_000, 3, 4).map(({ owner }) => owner)).toEqual([0, 1, 2]);
  });

  it("refuses a generation without ranks", () => {
    expect(() => planSlices(10, 1, 0)).toThrow(expect.objectContaining({ code: "invariant" }));
  });
});
