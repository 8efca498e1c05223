import { describe, expect, it } from "vitest";
import { canonicalReference } from "../testing/canonical-reference.ts";
import { firstNonFinite, largestGradient } from "./non-finite.ts";

const limit = largestGradient(4);
/** All lengths around the eight elements that are looked at together. */
const lengths = [0, 1, 7, 8, 9, 16, 23, 1000];

describe("firstNonFinite", () => {
  it.each(lengths)("finds nothing in %i finite elements, the largest allowed among them", (length) => {
    expect(firstNonFinite(new Float32Array(length), limit)).toBeNull();
    // Magnitudes that add up to more than the limit, each of them allowed.
    expect(firstNonFinite(new Float32Array(length).fill(-limit), Math.fround(limit))).toBeNull();
  });

  it.each(lengths.filter((length) => length > 0))("finds the first of %i elements, wherever it is", (length) => {
    for (const bad of [NaN, Infinity, -Infinity, Math.fround(limit * 1.01), -Math.fround(limit * 1.01)]) {
      for (const at of new Set([0, length >> 1, length - 1])) {
        const vector = new Float32Array(length).fill(1e-3);
        vector[at] = bad;
        vector[length - 1] = bad;
        expect(firstNonFinite(vector, limit)).toBe(at);
      }
    }
  });

  it("is not misled by infinities that cancel out", () => {
    expect(firstNonFinite(Float32Array.of(0, Infinity, -Infinity), limit)).toBe(1);
  });
});

describe("largestGradient", () => {
  it.each([1, 2, 3, 4, 7, 64])("keeps the sum over %i shards finite, and is not needlessly small", (V) => {
    const largest = Math.fround(largestGradient(V) * (1 - 2 ** -23));
    const shards = Array.from({ length: V }, () => Float32Array.of(largest, -largest));
    const sum = canonicalReference(shards);
    expect([...sum].every(Number.isFinite)).toBe(true);
    expect(largest * V).toBeGreaterThan(1e38);
  });
});
