import { createHash } from "node:crypto";
import { floatsOfBytes } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { checkDataset } from "../check-dataset.ts";
import { synthetic, type SyntheticOptions } from "./synthetic.ts";

const options: SyntheticOptions = { seed: 3, features: 4, trainSamples: 300, testSamples: 100 };

describe("synthetic", () => {
  it("has the same values on every machine", async () => {
    const { train, test } = checkDataset(await synthetic(options).load());
    const hash = createHash("sha256");
    for (const { features, labels } of [train, test]) hash.update(features).update(labels);
    expect(hash.digest("hex")).toBe("6b261e308524ee6daa52d02de52c78c74dc0cf059b610e6d58ba97471dde9087");
  });

  it("has two classes about as often, in [-1, 1)", async () => {
    const { train, featureShape, classes } = await synthetic(options).load();
    expect([featureShape, classes]).toEqual([[4], 2]);
    const ones = train.labels.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(ones - 150)).toBeLessThan(40);
    const values = floatsOfBytes(train.features);
    expect(Math.min(...values)).toBeLessThan(-0.9);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it("keeps the classes of one feature apart by the margin", async () => {
    const { train } = await synthetic({ ...options, features: 1, margin: 0.25 }).load();
    const values = floatsOfBytes(train.features);
    const sides = [0, 1].map((label) => values.filter((_, i) => train.labels[i] === label).map(Math.sign));
    expect(new Set(sides[0]).size).toBe(1);
    expect(new Set(sides[1])).toEqual(new Set([-(sides[0]?.[0] ?? 0)]));
    expect(Math.min(...values.map(Math.abs))).toBeGreaterThanOrEqual(0.25);
  });

  it("differs by seed and split, and its identity says so", async () => {
    const [first, other] = [await synthetic(options).load(), await synthetic({ ...options, seed: 4 }).load()];
    expect(Buffer.compare(first.train.features, other.train.features)).not.toBe(0);
    expect(Buffer.compare(first.train.features.subarray(0, 1600), first.test.features)).not.toBe(0);
    const identities = [
      options,
      { ...options, seed: 4 },
      { ...options, features: 5 },
      { ...options, margin: 0.1 },
      { ...options, testSamples: 1 },
    ];
    expect(new Set(identities.map((each) => synthetic(each).identity)).size).toBe(5);
  });

  it("refuses a field that there is not", () => {
    const misspelt = { ...options, margn: 0.1 };
    expect(() => synthetic(misspelt)).toThrow('synthetic(): there is no field "margn"; did you mean margin?');
  });

  it.each<[Partial<SyntheticOptions>, RegExp]>([
    [{ features: 0 }, /features: expected a whole number from 1/],
    [{ trainSamples: 1.5 }, /trainSamples/],
    [{ testSamples: -1 }, /testSamples: expected a whole number from 0/],
    [{ seed: 2 ** 32 }, /seed/],
    [{ margin: 0.6 }, /margin: expected 0 to 0.5, found 0.6/],
  ])("refuses %j", (changes, message) => {
    expect(() => synthetic({ ...options, ...changes })).toThrow(message);
  });
});
