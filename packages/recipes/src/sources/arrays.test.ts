import { floatsOfBytes } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { arrays, type ArraysOptions } from "./arrays.ts";

const rows = {
  features: [
    [1, 2],
    [3, 4.5],
  ],
  labels: [0, 2],
};

describe("arrays", () => {
  it("takes a list a sample as float32", async () => {
    const { train, test, ...rest } = await arrays({ train: rows, test: { features: [], labels: [] } }).load();
    expect(rest).toEqual({ name: "arrays", featureShape: [2], featureType: "float32", classes: 3 });
    expect([...floatsOfBytes(train.features)]).toEqual([1, 2, 3, 4.5]);
    expect([...train.labels]).toEqual([0, 2]);
    expect(test.count).toBe(0);
  });

  it("takes bytes and float32 in one array, of any shape", async () => {
    const bytes = { features: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), labels: Uint8Array.of(1, 0) };
    const images = await arrays({ name: "tiny", featureShape: [2, 2], train: bytes, test: bytes, classes: 5 }).load();
    expect(images).toEqual({
      name: "tiny",
      featureShape: [2, 2],
      classes: 5,
      train: { ...bytes, count: 2 },
      test: { ...bytes, count: 2 },
    });
    const floats = { features: Float32Array.of(1, 2, 3, 4), targets: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(await arrays({ featureShape: [2], train: floats, test: floats }).load()).toMatchObject({
      featureType: "float32",
      classes: 0,
      targets: 3,
      train: { count: 2 },
    });
  });

  it("takes targets that are the shares of classes", async () => {
    const shares = {
      features: [[1], [2]],
      targets: [
        [1, 0],
        [0.5, 0.5],
      ],
    };
    expect(await arrays({ classes: 2, train: shares, test: shares }).load()).toMatchObject({ classes: 2, targets: 2 });
  });

  it("is what its values are", () => {
    const identity = (changes: Partial<ArraysOptions>): string => arrays({ train: rows, test: rows, ...changes }).identity;
    expect(identity({ name: "other name" })).toBe(identity({}));
    expect(identity({ train: { ...rows, labels: [1, 2] } })).not.toBe(identity({}));
    expect(
      identity({
        test: {
          ...rows,
          features: [
            [1, 2],
            [3, 4],
          ],
        },
      }),
    ).not.toBe(identity({}));
    expect(identity({ classes: 4 })).not.toBe(identity({}));
  });

  it("refuses a field that there is not", () => {
    const misspelt = { train: rows, test: rows, clases: 4 };
    expect(() => arrays(misspelt)).toThrow('arrays(): there is no field "clases"; did you mean classes?');
    const train = { ...rows, target: [] };
    expect(() => arrays({ train, test: rows })).toThrow('arrays(): train: there is no field "target"; did you mean targets?');
  });

  it.each<[string, Partial<ArraysOptions>, string]>([
    ["rows of different lengths", { train: { ...rows, features: [[1, 2], [3]] } }, "train.features: sample 1 has 1 values; expected 2"],
    ["a test split of another width", { test: { features: [[1]], labels: [0] } }, "test.count"],
    ["fewer labels than samples", { train: { ...rows, labels: [1] } }, "train.labels: expected a Uint8Array of 2 bytes"],
    ["a label that is no byte", { train: { ...rows, labels: [0, 256] } }, "train.labels: label 256 of sample 1: expected a whole number"],
    ["half a label", { train: { ...rows, labels: [0.5, 1] } }, "label 0.5 of sample 0"],
    ["neither labels nor targets", { train: { features: rows.features } }, "train.labels: expected labels, or targets"],
    ["a test label that training does not know", { test: { ...rows, labels: [0, 3] } }, "test.labels: label 3 of sample 1 is outside 0..2"],
    ["no samples", { train: { features: [], labels: [] } }, "train.features: there are no samples"],
    ["a flat array without a shape", { train: { features: Uint8Array.of(1), labels: [0] } }, "featureShape to be given"],
    [
      "a value that is no number",
      {
        train: {
          ...rows,
          features: [
            [1, 2],
            [3, Number.NaN],
          ],
        },
      },
      "value 1 of sample 1 is NaN",
    ],
    [
      "too large a value",
      {
        train: {
          ...rows,
          features: [
            [1, 2],
            [3, 1e39],
          ],
        },
      },
      "value 1 of sample 1 is Infinity",
    ],
  ])("refuses %s", (_, changes, sentence) => {
    expect(() => arrays({ train: rows, test: rows, ...changes })).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringContaining(sentence) as string }) as Error,
    );
  });
});
