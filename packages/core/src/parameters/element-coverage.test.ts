import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ElementCoverage } from "./element-coverage.ts";

describe("ElementCoverage", () => {
  it("accepts every element once, in any pieces and any order", () => {
    const pieces = fc.array(fc.tuple(fc.nat(20), fc.nat(6)), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, (list) => {
        const coverage = new ElementCoverage();
        const marked = new Set<number>();
        for (const [from, length] of list) {
          const elements = Array.from({ length }, (_, index) => from + index);
          const free = elements.every((element) => !marked.has(element));
          expect(coverage.add(from, from + length)).toBe(free);
          if (free) for (const element of elements) marked.add(element);
          expect(coverage.count).toBe(marked.size);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("begins anew when cleared", () => {
    const coverage = new ElementCoverage();
    coverage.add(0, 10);
    coverage.clear();
    expect(coverage.count).toBe(0);
    expect(coverage.add(3, 4)).toBe(true);
  });
});
