import { describe, expect, it } from "vitest";
import { exponentialOfNegative } from "./exponential.ts";

const bits = new DataView(new ArrayBuffer(8));

function bitsOf(x: number): bigint {
  bits.setFloat64(0, x);
  return bits.getBigInt64(0);
}

describe("exponentialOfNegative", () => {
  it("is within one unit in the last place of the engine's exponential", () => {
    const wrong: number[] = [];
    for (let i = 0; i <= 100_000; i++) {
      const x = -(i / 100_000) * 104.7;
      const distance = bitsOf(exponentialOfNegative(x)) - bitsOf(Math.exp(x));
      if (distance < -1n || distance > 1n) wrong.push(x);
    }
    expect(wrong).toEqual([]);
  });

  it("has the recorded bits", () => {
    const recorded = {
      "-0.1": "3fecf46d99d52b3a",
      "-0.5": "3fe368b2fc6f960a",
      "-1": "3fd78b56362cef38",
      "-2.5": "3fb50385c094f425",
      "-10": "3f07cd79b5647c9a",
      "-50": "3b6d257d547e083f",
      "-104": "368f1e6b68529e33",
    };
    for (const [x, hex] of Object.entries(recorded)) expect(bitsOf(exponentialOfNegative(Number(x))).toString(16)).toBe(hex);
  });

  it("is exact at the edges", () => {
    expect(exponentialOfNegative(0)).toBe(1);
    expect(exponentialOfNegative(-0)).toBe(1);
    expect(exponentialOfNegative(-105)).toBe(0);
    expect(exponentialOfNegative(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exponentialOfNegative(1e-300)).toBeNaN();
    expect(exponentialOfNegative(Number.NaN)).toBeNaN();
    // What is cut off would round to zero in float32 as well.
    expect(Math.fround(Math.exp(-104.7))).toBe(0);
  });
});
