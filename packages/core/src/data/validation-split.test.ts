import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset, Samples } from "./dataset.ts";
import { holdOutValidation, splitValidation } from "./validation-split.ts";

const samplesOf = (count: number): Samples => ({
  count,
  features: Uint8Array.from({ length: 2 * count }, (_, i) => i),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
});
const dataset: Dataset = { name: "test", featureShape: [2], classes: 3, train: samplesOf(50), test: samplesOf(7) };

describe("splitValidation", () => {
  it("deals every sample to one of the two parts, in ascending order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.double({ min: 0.01, max: 0.99 }), fc.nat(), (samples, fraction, seed) => {
        const held = Math.round(samples * fraction);
        fc.pre(held >= 1 && held < samples);
        const { train, validation } = splitValidation(samples, fraction, seed);
        expect(validation.length).toBe(held);
        expect([...train, ...validation].toSorted((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, i) => i));
        expect([...train]).toEqual([...train].toSorted((a, b) => a - b));
        expect([...validation]).toEqual([...validation].toSorted((a, b) => a - b));
      }),
    );
  });

  it("draws the same for ever from one seed, and something else from another", () => {
    // What a seed means does not change from release to release.
    expect([...splitValidation(20, 0.25, 7).validation]).toEqual([5, 7, 9, 12, 14]);
    expect(splitValidation(1000, 0.1, 7)).toEqual(splitValidation(1000, 0.1, 7));
    expect(splitValidation(1000, 0.1, 8).validation).not.toEqual(splitValidation(1000, 0.1, 7).validation);
  });

  it.each([
    [10, 0],
    [10, 1],
    [10, Number.NaN],
    [10, 0.01],
    [10, 0.99],
    [1, 0.5],
  ])("refuses to take of %d samples the part %d", (samples, fraction) => {
    expect(() => splitValidation(samples, fraction, 0)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining("--validation") as unknown }),
    );
  });
});

describe("holdOutValidation", () => {
  it("gives back the very data where nothing is to be held back", () => {
    expect(holdOutValidation(dataset, { seed: 1 })).toBe(dataset);
  });

  it("parts the training samples with their labels, and leaves the test set alone", () => {
    const { train, validation, test } = holdOutValidation(dataset, { seed: 1, validation: 0.2 });
    expect(test).toBe(dataset.test);
    expect([train.count, validation?.count]).toEqual([40, 10]);
    const pairs = [train, validation].flatMap((part) =>
      Array.from({ length: part?.count ?? 0 }, (_, i) => ({
        features: [...(part?.features.subarray(2 * i, 2 * i + 2) ?? [])],
        label: part?.labels[i],
      })),
    );
    expect(pairs.toSorted((a, b) => (a.features[0] ?? 0) - (b.features[0] ?? 0))).toEqual(
      Array.from({ length: 50 }, (_, i) => ({ features: [2 * i, 2 * i + 1], label: i % 3 })),
    );
  });
});
