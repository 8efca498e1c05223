import { bytesOfFloats, type Dataset } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { checkDataset } from "./check-dataset.ts";

const bytes: Dataset = {
  name: "mine",
  featureShape: [2],
  classes: 3,
  train: { count: 2, features: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(0, 2) },
  test: { count: 0, features: new Uint8Array(), labels: new Uint8Array() },
};
const floats: Dataset = {
  ...bytes,
  featureType: "float32",
  classes: 0,
  targets: 1,
  train: { count: 2, features: bytesOfFloats([1, 2, 3, 4]), labels: bytesOfFloats([0.5, -7]) },
};
const shares: Dataset = { ...bytes, classes: 2, targets: 2, train: { ...bytes.train, labels: bytesOfFloats([1, 0, 0.25, 0.75]) } };

describe("checkDataset", () => {
  it.each([bytes, floats, shares])("takes what is right and gives it back", (dataset) => {
    expect(checkDataset(dataset)).toBe(dataset);
  });

  const train = (changes: object, dataset = bytes): object => ({ ...dataset, train: { ...dataset.train, ...changes } });
  const wrong: readonly [string, unknown, string][] = [
    ["nothing", undefined, "the dataset that data.load() gave: expected an object, found undefined"],
    ["no name", { ...bytes, name: "" }, 'data : name: expected a text, found ""'],
    [
      "a shape that is none",
      { ...bytes, featureShape: 2 },
      "data mine: featureShape: expected a list of up to 8 positive integers, found 2",
    ],
    ["an empty dimension", { ...bytes, featureShape: [2, 0] }, "data mine: featureShape"],
    ["an unknown type", { ...bytes, featureType: "int8" }, 'data mine: featureType: expected "uint8" or "float32", found "int8"'],
    ["one class", { ...bytes, classes: 1 }, "data mine: classes: expected 2 to 256, found 1"],
    ["neither classes nor targets", { ...bytes, classes: 0 }, "data mine: classes: expected 2 to 256, found 0"],
    ["half a target", { ...floats, targets: 0.5 }, "data mine: targets: expected a whole number up to 65536, found 0.5"],
    [
      "targets that are not the classes'",
      { ...shares, classes: 3 },
      "data mine: targets: expected as many as there are classes (3), found 2",
    ],
    [
      "validation samples of its own",
      { ...bytes, validation: bytes.test },
      "data mine: validation: expected nothing: training samples are held back by --validation",
    ],
    ["a name too few", { ...bytes, classNames: ["a"] }, 'data mine: classNames: expected 3 different texts, one a class, found ["a"]'],
    ["a name twice", { ...bytes, classNames: ["a", "b", "a"] }, "data mine: classNames: expected 3 different texts"],
    ["no training samples", train({ count: 0 }), "data mine: train.count: expected a number of samples from 1 on, found 0"],
    ["a split that is missing", { ...bytes, test: null }, "data mine: test: expected an object, found null"],
    [
      "too few bytes",
      train({ features: new Uint8Array(3) }),
      "data mine: train.features: expected a Uint8Array of 4 bytes (2 samples of 2), found 3 bytes",
    ],
    ["a list of features", train({ features: [1, 2, 3, 4] }), "data mine: train.features: expected a Uint8Array of 4 bytes"],
    ["bytes for floats", { ...bytes, featureType: "float32" }, "expected a Uint8Array of 16 bytes (2 samples of 8), found 4 bytes"],
    [
      "a label out of range",
      train({ labels: Uint8Array.of(0, 3) }),
      "data mine: train.labels: label 3 of sample 1 is outside 0..2, the 3 classes of the data",
    ],
    [
      "a feature that is no number",
      train({ features: bytesOfFloats([1, 2, 3, Number.NaN]) }, floats),
      "data mine: train.features: value 1 of sample 1 is NaN; expected a finite number",
    ],
    ["an infinite target", train({ labels: bytesOfFloats([1, 1e39]) }, floats), "data mine: train.labels: value 0 of sample 1 is Infinity"],
    [
      "shares that are not 1 in all",
      train({ labels: bytesOfFloats([1, 0, 0.5, 0.75]) }, shares),
      "sample 1: expected a share from 0 to 1 of each class, 1 in all; found 0.5, 0.75",
    ],
    ["a negative share", train({ labels: bytesOfFloats([1, 0, 1.5, -0.5]) }, shares), "sample 1: expected a share from 0 to 1"],
  ];
  it.each(wrong)("refuses %s", (_, value, sentence) => {
    expect(() => checkDataset(value)).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringContaining(sentence) as string }) as Error,
    );
  });
});
