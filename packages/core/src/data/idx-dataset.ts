import { hash } from "node:crypto";
import path from "node:path";
import { LockstepError } from "../errors.ts";
import { readDataFile } from "./data-file.ts";
import type { Dataset, Samples } from "./dataset.ts";
import { dataFileError, type IdxArray, parseIdx } from "./idx.ts";

/** Names of the four files, as MNIST has them; each raw or with `.gz` added. */
export const idxFileNames = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

export type IdxFileName = (typeof idxFileNames)[keyof typeof idxFileNames];

/** A file may not be larger, compressed or not. */
const maxIdxFileBytes = 2 ** 31;

export interface ReadIdxOptions {
  /** SHA-256 of the uncompressed files, hex; what is named here is verified */
  readonly expectedSha256?: Readonly<Partial<Record<IdxFileName, string>>>;
  /** most bytes of one file, compressed or not; default 2 GiB */
  readonly maxFileBytes?: number;
}

interface Split {
  readonly imageShape: readonly number[];
  readonly samples: Samples;
  /** file whose labels they are, and where they begin in it */
  readonly labelsFile: string;
  readonly labelsOffset: number;
}

/**
 * Reads a folder with the four IDX files, raw or gzipped (where both are there, the raw one).
 * Classes are as many as the training labels show (the largest + 1, at least 2).
 * Throws one LockstepError "data" for whatever is missing, damaged or does not fit together, naming file, byte, what was expected and what is there.
 */
export async function readIdxDataset(folder: string, name: string, options: ReadIdxOptions = {}): Promise<Dataset> {
  const train = await readSplit(folder, idxFileNames.trainImages, idxFileNames.trainLabels, options);
  const test = await readSplit(folder, idxFileNames.testImages, idxFileNames.testLabels, options);
  const featureShape = train.imageShape;
  if (test.imageShape.join() !== featureShape.join()) {
    const file = path.join(folder, idxFileNames.testImages);
    throw dataFileError(file, 8, `images of ${featureShape.join(" x ")} as in ${idxFileNames.trainImages}`, test.imageShape.join(" x "));
  }
  const classes = Math.max(2, train.samples.labels.reduce((largest, label) => Math.max(largest, label), 0) + 1);
  const unknown = test.samples.labels.findIndex((label) => label >= classes);
  if (unknown >= 0) {
    const expected = `a label from 0 to ${classes - 1}, the largest in ${idxFileNames.trainLabels}`;
    throw dataFileError(test.labelsFile, test.labelsOffset + unknown, expected, `${test.samples.labels[unknown]}`);
  }
  return { name, featureShape, classes, train: train.samples, test: test.samples };
}

async function readSplit(folder: string, imagesName: IdxFileName, labelsName: IdxFileName, options: ReadIdxOptions): Promise<Split> {
  const images = await readIdx(folder, imagesName, "images", options);
  const labels = await readIdx(folder, labelsName, "labels", options);
  const [count = 0, ...imageShape] = images.array.shape;
  const labelCount = labels.array.shape[0] ?? 0;
  if (labelCount !== count) throw dataFileError(labels.file, 4, `${count} labels, as many as images in ${imagesName}`, `${labelCount}`);
  const samples = { count, features: images.array.values, labels: labels.array.values };
  return { imageShape, samples, labelsFile: labels.file, labelsOffset: labels.array.valuesOffset };
}

async function readIdx(
  folder: string,
  name: IdxFileName,
  kind: "images" | "labels",
  { expectedSha256 = {}, maxFileBytes = maxIdxFileBytes }: ReadIdxOptions,
): Promise<{ file: string; array: IdxArray }> {
  const { file, bytes } = await readDataFile(folder, name, maxFileBytes, "; four IDX files are needed, named as MNIST's");
  const array = parseIdx(bytes, kind, file);
  const expected = expectedSha256[name];
  if (expected !== undefined) {
    const found = hash("sha256", bytes, "hex");
    if (found !== expected) {
      throw new LockstepError(
        "data",
        `${file}: the SHA-256 of its uncompressed bytes should be ${expected}, found ${found}: the file was changed; fetch it again`,
      );
    }
  }
  return { file, array };
}
