import { describe, expect, it } from "vitest";
import { drawMasks } from "./dropout-masks.ts";

const key = { seed: 7, step: 3, shard: 2 };
const shapes = [
  { rate: 0.25, shape: [40, 50] },
  { rate: 0.5, shape: [300] },
];

describe("drawMasks", () => {
  it("drops the given part and scales the rest up to the same mean", () => {
    const [first, second] = drawMasks(shapes, key) as [Float32Array, Float32Array];
    expect(first.length).toBe(2000);
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(new Set(second)).toEqual(new Set([0, 2]));
    // Standard deviations of the counts: 19.4 and 8.7.
    expect(Math.abs(first.filter((value) => value === 0).length - 500)).toBeLessThan(80);
    expect(Math.abs(second.filter((value) => value === 0).length - 150)).toBeLessThan(36);
  });

  it("depends on seed, step, shard and batch alone", () => {
    const masks = drawMasks(shapes, key);
    expect(drawMasks(shapes, { ...key })).toEqual(masks);
    for (const other of [{ seed: 8 }, { step: 4 }, { shard: 1 }, { batch: 1 }])
      expect(drawMasks(shapes, { ...key, ...other })).not.toEqual(masks);
  });

  it("does not repeat itself from layer to layer", () => {
    const [first, second] = drawMasks([{ rate: 0.5, shape: [300] }, ...shapes.slice(1)], key);
    expect(second).not.toEqual(first);
  });

  it("draws what it drew when this was written", () => {
    expect([...(drawMasks([{ rate: 0.5, shape: [16] }], key)[0] ?? [])].join("")).toBe("2022002002002020");
  });
});
