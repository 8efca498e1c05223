import { describe, expect, it } from "vitest";
import { predictedClass } from "./predicted-class.ts";

describe("predictedClass", () => {
  it("is the largest logit's, of equal ones the first, row by row", () => {
    const logits_BC = Float32Array.of(0, 3, 1, /**/ 5, 5, 5, /**/ -3, -2, -2);
    expect([0, 1, 2].map((sample) => predictedClass(logits_BC, sample, 3))).toEqual([1, 0, 1]);
  });
});
