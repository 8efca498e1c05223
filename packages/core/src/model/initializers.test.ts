import { hash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CounterRandom } from "../random/counter-random.ts";
import { fillInitialValues } from "./initializers.ts";
import { type InitializerSpec, type Layout, makeLayout } from "./layout.ts";

const mixed = makeLayout([
  { name: "a", shape: [7, 13], initializer: { kind: "glorotUniform" }, update: "optimizer" },
  { name: "b", shape: [13], initializer: { kind: "zeros" }, update: "optimizer" },
  { name: "c", shape: [3, 3, 2, 5], initializer: { kind: "heNormal" }, update: "optimizer" },
  { name: "d", shape: [5], initializer: { kind: "ones" }, update: "average", decay: 0.9 },
  { name: "e", shape: [], initializer: { kind: "uniform", min: 2, max: 3 }, update: "fixed" },
]);

function initial(layout: Layout, seed: number): Float32Array {
  const values = new Float32Array(layout.length);
  fillInitialValues(layout, seed, 0, layout.length, values);
  return values;
}

function single(shape: readonly number[], initializer: InitializerSpec): Float32Array {
  return initial(makeLayout([{ name: "only", shape, initializer, update: "optimizer" }]), 5);
}

function variance(values: Float32Array): number {
  return values.reduce((sum, x) => sum + x * x, 0) / values.length;
}

describe("fillInitialValues", () => {
  it("gives the same bits for any split into ranges", () => {
    const whole = initial(mixed, 11);
    fc.assert(
      fc.property(fc.array(fc.nat(mixed.length), { maxLength: 8 }), (cuts) => {
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), mixed.length];
        const joined = new Float32Array(mixed.length);
        bounds.slice(1).forEach((end, i) => {
          const start = bounds[i] ?? 0;
          const part = new Float32Array(end - start);
          fillInitialValues(mixed, 11, start, end, part);
          joined.set(part, start);
        });
        expect(joined).toEqual(whole);
      }),
    );
  });

  it("takes element e of tensor t from number e of the sequence of t", () => {
    const random = new CounterRandom(11, "initialValues", 0, 0);
    const limit = Math.sqrt(6 / (7 + 13));
    const expected = Float32Array.from({ length: 91 }, () => -limit + 2 * limit * random.uniform());
    expect(initial(mixed, 11).subarray(0, 91)).toEqual(expected);
  });

  it("differs between seeds and tensors", () => {
    expect(initial(mixed, 1)).not.toEqual(initial(mixed, 2));
    const twins = initial(
      makeLayout(
        ["x", "y"].map((name) => ({ name, shape: [4, 4], initializer: { kind: "glorotUniform" as const }, update: "optimizer" as const })),
      ),
      1,
    );
    expect(twins.subarray(0, 16)).not.toEqual(twins.subarray(16));
  });

  it("has golden bits", () => {
    const kinds = ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const;
    const layout = makeLayout([
      ...kinds.map((kind) => ({ name: kind, shape: [784, 128], initializer: { kind }, update: "optimizer" as const })),
      { name: "c", shape: [5, 5, 10, 20], initializer: { kind: "glorotUniform" }, update: "optimizer" },
      { name: "b", shape: [20], initializer: { kind: "zeros" }, update: "optimizer" },
    ]);
    const values = initial(layout, 42);
    expect([...values.subarray(0, 4)]).toEqual([0.0002845340932253748, 0.027943167835474014, 0.02144409716129303, -0.05820273235440254]);
    expect(hash("sha256", values)).toBe("0335f81269cc3594214277a3b6ef081c840ff84c5d44a929f648671fc81c3668");
  });

  it.each<[InitializerSpec["kind"], readonly number[], number]>([
    ["glorotUniform", [300, 100], 2 / 400],
    ["glorotNormal", [300, 100], 2 / 400],
    ["heUniform", [300, 100], 2 / 300],
    ["heNormal", [300, 100], 2 / 300],
    // receptive field 5 x 5: fanIn 500, fanOut 1000
    ["glorotUniform", [5, 5, 20, 40], 2 / 1500],
    ["heNormal", [5, 5, 20, 40], 2 / 500],
    ["heNormal", [30_000], 2 / 30_000],
  ])("gives %s of shape %j the variance %d", (kind, shape, expected) => {
    expect(variance(single(shape, { kind } as InitializerSpec)) / expected).toBeCloseTo(1, 1);
  });

  it("keeps uniform values inside the limits", () => {
    const limit = Math.fround(Math.sqrt(6 / 400));
    const values = single([300, 100], { kind: "glorotUniform" });
    expect(Math.max(...values)).toBeLessThanOrEqual(limit);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-limit);
    expect(Math.max(...values)).toBeGreaterThan(0.999 * limit);
    expect(Math.min(...values)).toBeLessThan(-0.999 * limit);
  });

  it("knows constants and normals with a mean", () => {
    expect([...single([3], { kind: "zeros" })]).toEqual([0, 0, 0]);
    expect([...single([3], { kind: "ones" })]).toEqual([1, 1, 1]);
    expect([...single([2], { kind: "constant", value: -0.25 })]).toEqual([-0.25, -0.25]);
    const values = single([20_000], { kind: "normal", mean: 3, standardDeviation: 2 });
    expect(values.reduce((sum, x) => sum + x, 0) / values.length).toBeCloseTo(3, 1);
    expect(variance(values.map((x) => x - 3))).toBeCloseTo(4, 0);
  });

  it("refuses bounds outside P and an array that is too short", () => {
    const out = new Float32Array(mixed.length + 10);
    expect(() => fillInitialValues(mixed, 1, 0, mixed.length + 1, out)).toThrow(RangeError);
    expect(() => fillInitialValues(mixed, 1, 5, 4, out)).toThrow(RangeError);
    expect(() => fillInitialValues(mixed, 1, -1, 4, out)).toThrow(RangeError);
    expect(() => fillInitialValues(mixed, 1, 0, 5, new Float32Array(4))).toThrow(RangeError);
  });

  it("writes nothing beyond the range", () => {
    const out = new Float32Array(20).fill(9);
    fillInitialValues(mixed, 1, 85, 95, out);
    expect([...out.subarray(10)]).toEqual(Array.from({ length: 10 }, () => 9));
  });
});
