import { expect, it } from "vitest";
import { rotation } from "./rotation.ts";

it("is sine and cosine", () => {
  for (let degrees = -180; degrees <= 180; degrees += 0.37) {
    const { sine, cosine } = rotation(degrees);
    expect(Math.abs(sine - Math.sin((degrees * Math.PI) / 180))).toBeLessThan(2e-15);
    expect(Math.abs(cosine - Math.cos((degrees * Math.PI) / 180))).toBeLessThan(2e-15);
  }
  expect(rotation(0)).toEqual({ sine: 0, cosine: 1 });
});

it("refuses what is no angle", () => {
  expect(() => rotation(181)).toThrow(RangeError);
  expect(() => rotation(Number.NaN)).toThrow(RangeError);
});
