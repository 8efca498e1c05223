import { describe, expect, it } from "vitest";
import { largestMagnitude } from "./largest-magnitude.ts";
import { allocateVectors } from "./run-kernel.ts";

describe("largestMagnitude", () => {
  it.each([0, 1, 3, 4, 5, 8, 1001])("finds it wherever it is among %i elements, and looks at no other vector", (length) => {
    const [vector, neighbour] = allocateVectors(2, length) as [Float32Array, Float32Array];
    neighbour.fill(1e30);
    expect(largestMagnitude(vector)).toBe(0);
    for (let at = 0; at < Math.min(length, 12); at++) {
      for (const value of [-3, 3, 1e-42, -Infinity]) {
        vector.fill(-1e-44);
        vector[at] = value;
        expect(largestMagnitude(vector)).toBe(Math.abs(Math.fround(value)));
      }
      vector[at] = NaN;
      expect(largestMagnitude(vector)).toBeNaN();
    }
  });

  it("says nothing of a vector in other memory", () => {
    expect(largestMagnitude(new Float32Array(8))).toBeNull();
  });
});
