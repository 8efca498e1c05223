import { describe, expect, it } from "vitest";
import { allocateVectors } from "../kernels/run-kernel.ts";
import { canonicalReference } from "../testing/canonical-reference.ts";
import { firstNonFinite, largestGradient } from "./non-finite.ts";

const limit = largestGradient(4);
/** All lengths around the eight elements that are looked at together. */
const lengths = [0, 1, 7, 8, 9, 16, 23, 1000];

/** Vectors that a kernel looks at, and ordinary ones. */
const kinds: readonly [string, (length: number) => Float32Array][] = [
  ["kernel memory", (length) => allocateVectors(2, length)[0] as Float32Array],
  ["other memory", (length) => new Float32Array(length)],
];

describe.each(kinds)("firstNonFinite in %s", (_kind, zeros) => {
  it.each(lengths)("finds nothing in %i finite elements, the largest allowed among them", (length) => {
    expect(firstNonFinite(zeros(length), limit)).toBeNull();
    // Magnitudes that add up to more than the limit, each of them allowed.
    expect(firstNonFinite(zeros(length).fill(-limit), Math.fround(limit))).toBeNull();
  });

  it.each(lengths.filter((length) => length > 0))("finds the first of %i elements, wherever it is", (length) => {
    for (const bad of [NaN, Infinity, -Infinity, Math.fround(limit * 1.01), -Math.fround(limit * 1.01)]) {
      for (const at of new Set([0, length >> 1, length - 1])) {
        const vector = zeros(length).fill(1e-3);
        vector[at] = bad;
        vector[length - 1] = bad;
        expect(firstNonFinite(vector, limit)).toBe(at);
      }
    }
  });

  it("takes a negative NaN for what it is", () => {
    const vector = zeros(9);
    new Uint32Array(vector.buffer, vector.byteOffset, 9)[6] = 0xff80_0001;
    expect(firstNonFinite(vector, limit)).toBe(6);
  });

  it("is not misled by infinities that cancel out", () => {
    const vector = zeros(3);
    vector.set([0, Infinity, -Infinity]);
    expect(firstNonFinite(vector, limit)).toBe(1);
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
