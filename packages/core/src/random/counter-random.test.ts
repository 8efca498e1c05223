import { hash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CounterRandom, type RandomPurpose } from "./counter-random.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** Numbers of (7, "shuffleEpoch", 3, 1); recomputed by a separate implementation in Python's integers. */
describe("golden values", () => {
  const sequence = (): CounterRandom => new CounterRandom(7, "shuffleEpoch", 3, 1);

  it("of uint32 and below", () => {
    const numbers = sequence();
    expect(draw(6, () => numbers.uint32())).toEqual([3584972792, 2754698004, 1041744360, 3884469615, 3995464250, 2275246066]);
    const small = sequence();
    expect(draw(6, () => small.below(10))).toEqual([2, 4, 0, 5, 0, 6]);
  });

  it("of uniform and normal", () => {
    const uniform = sequence();
    expect(draw(3, () => uniform.uniform())).toEqual([0.8346914649009705, 0.6413781046867371, 0.24254995584487915]);
    const normal = sequence();
    expect(draw(5, () => normal.normal())).toEqual([
      0.9728719359785487, 0.3621448613440316, -0.698123408556976, 1.307176194903099, 1.4777788778886614,
    ]);
  });

  // Many of them, because a wrong digit in one coefficient moves few results, and those by few bits. The same bits come from CPython 3.11's
  // statistics._normal_dist_inv_cdf with fdlibm's logarithm in place of the C library's.
  it("of 100,000 normals", () => {
    const random = sequence();
    const values = Float64Array.from({ length: 100_000 }, () => random.normal());
    expect(hash("sha256", values)).toBe("73f0c03568c91533fea50f1d568498b33dd6deb66a067e6f1c8b4641a9d52b61");
  });

  it("of permutations", () => {
    expect([...sequence().permutation(10)]).toEqual([6, 7, 3, 4, 1, 9, 5, 8, 0, 2]);
    expect(hash("sha256", sequence().permutation(60_000))).toBe("929b555ed5868602a13faee245f5e8879ed476aa9275861e0391bdd3cc1da9e3");
  });
});

describe("CounterRandom", () => {
  it("gives every purpose a sequence of its own", () => {
    const purposes: Readonly<Record<RandomPurpose, true>> = {
      dealShards: true,
      shuffleEpoch: true,
      initialValues: true,
      faultSchedule: true,
      networkFaults: true,
      holdOutValidation: true,
      dropout: true,
      augmentation: true,
      syntheticData: true,
      splitTest: true,
    };
    const first = Object.keys(purposes).map((purpose) => new CounterRandom(7, purpose as RandomPurpose, 0, 0).permutation(1000).join());
    expect(new Set(first).size).toBe(first.length);
  });

  it("gives another sequence for another seed, purpose, a or b", () => {
    const firsts = [
      new CounterRandom(1, "dealShards", 2, 3),
      new CounterRandom(2, "dealShards", 2, 3),
      new CounterRandom(1, "shuffleEpoch", 2, 3),
      new CounterRandom(1, "initialValues", 2, 3),
      new CounterRandom(1, "dealShards", 3, 3),
      new CounterRandom(1, "dealShards", 2, 2),
    ].map((random) => draw(4, () => random.uint32()).join());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it("seeks to any number of the sequence, also beyond 2^32 blocks", () => {
    fc.assert(
      fc.property(
        uint32,
        fc.oneof(fc.nat(1000), fc.integer({ min: 2 ** 34 - 8, max: 2 ** 34 + 8 })),
        fc.nat(10),
        (seed, position, more) => {
          const walked = new CounterRandom(seed, "initialValues", 5, 0);
          walked.seek(position);
          for (let i = 0; i < more; i++) walked.uint32();
          const sought = new CounterRandom(seed, "initialValues", 5, 0);
          sought.seek(position + more);
          expect(sought.uint32()).toBe(walked.uint32());
        },
      ),
    );
    const random = new CounterRandom(1, "initialValues", 0, 0);
    const atStart = draw(4, () => random.uint32());
    random.seek(2 ** 34);
    expect(draw(4, () => random.uint32())).not.toEqual(atStart);
  });

  it("throws numbers of the incomplete last group away, so that none is likelier", () => {
    // With n = 3 * 2^30 a quarter of the numbers would be 0 .. 2^30 - 1 a second time: half of all results instead of a third.
    const random = new CounterRandom(9, "dealShards", 0, 0);
    const n = 3 * 2 ** 30;
    const values = draw(9000, () => random.below(n));
    expect(Math.max(...values)).toBeLessThan(n);
    const low = values.filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low - 3000)).toBeLessThan(250);
  });

  it("has uniform numbers in [0, 1), exact as float32, and normals of mean 0 and variance 1", () => {
    const random = new CounterRandom(3, "initialValues", 0, 0);
    const uniforms = draw(20_000, () => random.uniform());
    expect(uniforms.every((u) => u >= 0 && u < 1 && Math.fround(u) === u)).toBe(true);
    expect(Math.abs(uniforms.reduce((sum, u) => sum + u, 0) / uniforms.length - 0.5)).toBeLessThan(0.01);
    const normals = draw(20_000, () => random.normal());
    expect(Math.abs(normals.reduce((sum, x) => sum + x, 0) / normals.length)).toBeLessThan(0.03);
    expect(Math.abs(normals.reduce((sum, x) => sum + x * x, 0) / normals.length - 1)).toBeLessThan(0.05);
  });

  it("permutes: every number once", () => {
    fc.assert(
      fc.property(uint32, fc.nat(300), (seed, n) => {
        const order = new CounterRandom(seed, "dealShards", 0, 0).permutation(n);
        expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it("gives all orders of three equally often", () => {
    const counts = new Map<string, number>();
    for (let a = 0; a < 6000; a++) {
      const order = new CounterRandom(1, "shuffleEpoch", a, 0).permutation(3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it.each([-1, 1.5, 2 ** 32, NaN])("refuses %d as seed, a or b", (value) => {
    expect(() => new CounterRandom(value, "dealShards", 0, 0)).toThrow(RangeError);
    expect(() => new CounterRandom(0, "dealShards", value, 0)).toThrow(RangeError);
    expect(() => new CounterRandom(0, "dealShards", 0, value)).toThrow(RangeError);
  });

  it.each([-1, 1.5, NaN])("refuses to seek to %d, or a number below it", (value) => {
    const random = new CounterRandom(0, "dealShards", 0, 0);
    expect(() => random.seek(value)).toThrow(RangeError);
    expect(() => random.below(value)).toThrow(RangeError);
    expect(() => random.below(2 ** 32 + 1)).toThrow(RangeError);
    expect(() => random.below(0)).toThrow(RangeError);
  });
});
