import { createHash } from "node:crypto";
import { bytesOfFloats, canonicalJson, LockstepError, type Samples } from "@lockstep/core/local";
import { checkDataset } from "../check-dataset.ts";
import { type FieldsOf, requireKnownFields } from "../known-fields.ts";
import type { DataSource } from "../recipe.ts";

/** Values of all samples, one sample after the other: bytes, float32, or a list a sample (which become float32). */
export type ArrayValues = Uint8Array | Float32Array | readonly (readonly number[])[];

/** Samples in memory: what goes in, and either the class or the targets of each. */
export interface ArraySamples {
  readonly features: ArrayValues;
  /** 0 .. classes - 1 */
  readonly labels?: Uint8Array | readonly number[];
  /** what a regression is to give, or the share of each class */
  readonly targets?: Float32Array | readonly (readonly number[])[];
}

export interface ArraysOptions {
  /** default "arrays" */
  readonly name?: string;
  /** of one sample; may be left out where the features are a list a sample */
  readonly featureShape?: readonly number[];
  /** default: with labels, the largest of the training labels + 1, at least 2; with targets 0: none */
  readonly classes?: number;
  readonly train: ArraySamples;
  readonly test: ArraySamples;
}

const samplesFields: FieldsOf<ArraySamples> = { features: true, labels: true, targets: true };
const arraysFields: FieldsOf<ArraysOptions> = {
  name: true,
  featureShape: true,
  classes: true,
  train: { ...samplesFields },
  test: { ...samplesFields },
};

/**
 * A data source of arrays that the recipe has in memory, or computes the same in every process; their SHA-256 is its identity.
 * @throws LockstepError "data" naming what is wrong, "configuration" for a field that there is not
 */
export function arrays(options: ArraysOptions): DataSource {
  requireKnownFields(options, arraysFields, "arrays()");
  const { name = "arrays", train, test } = options;
  const where = `data ${name}`;
  const featureShape = options.featureShape ?? [widthOf(train.features, `${where}: train.features`)];
  const isBytes = train.features instanceof Uint8Array;
  const targets = train.targets === undefined ? 0 : targetsOf(train, featureShape, where);
  const largest = train.labels === undefined ? 0 : [...train.labels].reduce((most, label) => Math.max(most, label), 1);
  const classes = options.classes ?? (targets === 0 ? largest + 1 : 0);
  const split = (samples: ArraySamples, which: string): Samples => samplesOf(samples, featureShape, `${where}: ${which}`);
  const dataset = checkDataset({
    name,
    featureShape,
    ...(!isBytes && { featureType: "float32" }),
    classes,
    ...(targets > 0 && { targets }),
    train: split(train, "train"),
    test: split(test, "test"),
  });
  const hash = createHash("sha256");
  for (const { features, labels } of [dataset.train, dataset.test]) hash.update(features).update(labels);
  return {
    name,
    identity: canonicalJson({
      featureShape,
      isBytes,
      classes,
      targets,
      counts: [dataset.train.count, dataset.test.count],
      sha256: hash.digest("hex"),
    }),
    load: () => Promise.resolve(dataset),
  };
}

function samplesOf({ features, labels, targets }: ArraySamples, featureShape: readonly number[], where: string): Samples {
  const values = bytesOf(features, `${where}.features`);
  const each = featureShape.reduce((product, size) => product * size, features instanceof Uint8Array ? 1 : 4);
  const found = targets === undefined ? labelBytes(labels, `${where}.labels`) : bytesOf(targets, `${where}.targets`);
  return { count: values.length / each, features: values, labels: found };
}

/** Targets a sample. */
function targetsOf({ features, targets = [] }: ArraySamples, featureShape: readonly number[], where: string): number {
  if (!(targets instanceof Float32Array)) return widthOf(targets, `${where}: train.targets`);
  const each = featureShape.reduce((product, size) => product * size, 1);
  const count = Array.isArray(features) ? features.length : features.length / each;
  return targets.length / count;
}

function widthOf(values: ArrayValues, where: string): number {
  const [first] = values;
  if (Array.isArray(first)) return first.length;
  throw new LockstepError(
    "data",
    `${where}: ${values.length === 0 ? "there are no samples" : "expected a list a sample, or featureShape to be given"}`,
  );
}

function bytesOf(values: ArrayValues, where: string): Uint8Array {
  if (values instanceof Uint8Array) return values;
  if (values instanceof Float32Array) return bytesOfFloats(values);
  const width = values.length === 0 ? 0 : widthOf(values, where);
  const strange = values.findIndex((row) => row.length !== width);
  if (strange >= 0)
    throw new LockstepError(
      "data",
      `${where}: sample ${strange} has ${values[strange]?.length} values; expected ${width}, as many as sample 0`,
    );
  return bytesOfFloats(values.flat());
}

function labelBytes(labels: ArraySamples["labels"], where: string): Uint8Array {
  if (labels === undefined) throw new LockstepError("data", `${where}: expected labels, or targets`);
  const wrong = [...labels].findIndex((label) => !Number.isInteger(label) || label < 0 || label > 255);
  if (wrong >= 0)
    throw new LockstepError("data", `${where}: label ${labels[wrong]} of sample ${wrong}: expected a whole number from 0 to 255`);
  return Uint8Array.from(labels);
}
