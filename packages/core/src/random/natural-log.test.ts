import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naturalLog } from "./natural-log.ts";

function expectWithinOneUlp(x: number): void {
  const expected = Math.log(x);
  expect(Math.abs(naturalLog(x) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 2 ** -52);
}

describe("naturalLog", () => {
  it("is exact where the result is", () => {
    expect(naturalLog(1)).toBe(0);
    expect(naturalLog(2)).toBe(Math.LN2);
    expect(naturalLog(0.5)).toBe(-Math.LN2);
  });

  it("is within one unit in the last place of the engine's logarithm", () => {
    fc.assert(fc.property(fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true }), expectWithinOneUlp), { numRuns: 2000 });
    fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), expectWithinOneUlp), { numRuns: 2000 });
  });

  it.each([0, -1, 2 ** -1023, Infinity, NaN])("refuses %d", (x) => {
    expect(() => naturalLog(x)).toThrow(RangeError);
  });
});
