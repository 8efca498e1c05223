import { describe, expect, it } from "vitest";
import { dataHash, requireSameData } from "./data-hash.ts";
import type { Dataset } from "./dataset.ts";

const samples = (count: number, first = 1) => ({
  count,
  features: Uint8Array.from({ length: count * 4 }, (_, i) => first + i),
  labels: new Uint8Array(count).fill(1),
});
const dataset: Dataset = { name: "digits", featureShape: [2, 2], classes: 2, train: samples(3), test: samples(2) };

describe("dataHash", () => {
  it("is a function of the samples and of how they are read, not of the name or of where a default is written down", () => {
    expect(dataHash(dataset)).toMatch(/^[0-9a-f]{64}$/);
    expect(dataHash({ ...dataset, name: "elsewhere", featureType: "uint8", targets: 0 })).toBe(dataHash(dataset));
  });

  it("changes with everything else", () => {
    const labels = Uint8Array.of(1, 1, 0);
    const changed: readonly Dataset[] = [
      { ...dataset, train: samples(3, 2) },
      { ...dataset, train: { ...dataset.train, labels } },
      { ...dataset, train: samples(4) },
      { ...dataset, test: samples(2, 2) },
      { ...dataset, train: dataset.test, test: dataset.train },
      { ...dataset, validation: samples(1) },
      { ...dataset, featureShape: [4] },
      { ...dataset, featureShape: [1], featureType: "float32" },
      { ...dataset, classes: 3 },
      { ...dataset, classes: 0, targets: 1 },
    ];
    const hashes = [dataset, ...changed].map(dataHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("requireSameData", () => {
  it("takes the same data, and any where nothing is known of those of then", () => {
    expect(() => requireSameData(dataset, dataHash(dataset))).not.toThrow();
    expect(() => requireSameData(dataset, undefined)).not.toThrow();
  });

  it("says what is another, and what to do", () => {
    const now = { ...dataset, train: samples(4) };
    const message = new RegExp(
      `^the data of the run \\(digits\\) have changed since it began: SHA-256 ${dataHash(dataset).slice(0, 12)}… then, ` +
        `${dataHash(now).slice(0, 12)}… now \\(4 training, 2 test samples\\); restore them, or begin another run$`,
    );
    expect(() => requireSameData(now, dataHash(dataset))).toThrow(message);
    expect(() => requireSameData(now, dataHash(dataset))).toThrow(expect.objectContaining({ code: "data" }) as Error);
  });
});
