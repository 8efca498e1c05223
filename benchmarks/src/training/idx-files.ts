import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { encodeIdx } from "@lockstep/core";
import { findRecipe } from "@lockstep/recipes";
import type { Dataset, Samples } from "@lockstep/core";

/**
 * Writes MNIST, or its first samples, as the four IDX files that `--data` and the peers read.
 * @throws LockstepError "data" if it is not installed
 */
export async function writeMnist(folder: string, trainSamples: number, testSamples: number): Promise<void> {
  const mnist = await (await findRecipe("mnist-mlp-128")).data.load();
  await mkdir(folder, { recursive: true });
  await writeSplit(folder, "train", mnist, mnist.train, trainSamples);
  await writeSplit(folder, "t10k", mnist, mnist.test, testSamples);
}

async function writeSplit(folder: string, name: string, { featureShape }: Dataset, samples: Samples, most: number): Promise<void> {
  const count = Math.min(most, samples.count);
  const featureBytes = samples.features.length / samples.count;
  const images = samples.features.subarray(0, count * featureBytes);
  await writeFile(path.join(folder, `${name}-images-idx3-ubyte`), encodeIdx("images", [count, ...featureShape], images));
  await writeFile(path.join(folder, `${name}-labels-idx1-ubyte`), encodeIdx("labels", [count], samples.labels.subarray(0, count)));
}
