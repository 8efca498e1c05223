import { floatsOfBytes, LockstepError, sampleBytes, type Dataset, type SampleFormat } from "@lockstep/core/local";

const maxTargets = 65_536;
/** What the targets of a sample may be off 1 in sum, where they are shares of classes. */
const shareTolerance = 1e-3;

/**
 * Checks what a recipe's data source has loaded, field by field and value by value, before anything is trained on it.
 * @throws LockstepError "data" naming the field, and the sample where there is one
 */
export function checkDataset(value: unknown): Dataset {
  const dataset = fields(value, "the dataset that data.load() gave");
  const { name, featureShape, featureType, classes, targets } = dataset;
  const where = `data ${typeof name === "string" ? name : "source"}`;
  const complain = (field: string, expected: string, found: unknown): never => {
    throw new LockstepError("data", `${where}: ${field}: expected ${expected}, found ${JSON.stringify(found) ?? "nothing"}`);
  };
  if (typeof name !== "string" || name === "") complain("name", "a text", name);
  if (!Array.isArray(featureShape) || featureShape.length > 8 || !featureShape.every(isSize)) {
    complain("featureShape", "a list of up to 8 positive integers", featureShape);
  }
  if (![undefined, "uint8", "float32"].includes(featureType as string | undefined))
    complain("featureType", '"uint8" or "float32"', featureType);
  if (!(targets === undefined || targets === 0 || (isSize(targets) && targets <= maxTargets)))
    complain("targets", `a whole number up to ${maxTargets}`, targets);
  if (!(isSize(classes) && classes >= 2 && classes <= 256) && !(classes === 0 && targets))
    complain("classes", targets ? "2 to 256, or 0" : "2 to 256", classes);
  if (targets && classes !== 0 && targets !== classes) complain("targets", `as many as there are classes (${String(classes)})`, targets);
  checkClassNames(dataset["classNames"], classes, complain);
  if (dataset["validation"] !== undefined)
    complain("validation", "nothing: training samples are held back by --validation, or defaults.validation of the recipe", "samples");
  const format = value as SampleFormat;
  checkSplit(`${where}: train`, dataset["train"], format, 1);
  checkSplit(`${where}: test`, dataset["test"], format, 0);
  return value as Dataset;
}

function checkClassNames(names: unknown, classes: unknown, complain: (field: string, expected: string, found: unknown) => never): void {
  if (names === undefined) return;
  const areNames = Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "");
  if (!areNames || names.length !== classes || new Set(names).size !== names.length)
    complain("classNames", `${String(classes)} different texts, one a class`, names);
}

function checkSplit(where: string, value: unknown, format: SampleFormat, fewest: number): void {
  const { count, features, labels } = fields(value, where);
  if (!Number.isSafeInteger(count) || (count as number) < fewest)
    throw new LockstepError("data", `${where}.count: expected a number of samples from ${fewest} on, found ${String(count)}`);
  const bytes = sampleBytes(format);
  requireBytes(`${where}.features`, features, count as number, bytes.features);
  requireBytes(`${where}.labels`, labels, count as number, bytes.label);
  if (format.featureType === "float32") requireFinite(`${where}.features`, features, bytes.features / 4);
  if (format.targets) {
    requireFinite(`${where}.labels`, labels, format.targets);
    if (format.classes > 0) requireShares(`${where}.labels`, floatsOfBytes(labels), format.classes);
    return;
  }
  const wrong = labels.findIndex((label) => label >= format.classes);
  if (wrong >= 0)
    throw new LockstepError(
      "data",
      `${where}.labels: label ${labels[wrong]} of sample ${wrong} is outside 0..${format.classes - 1}, the ${format.classes} classes of the data`,
    );
}

function requireBytes(where: string, value: unknown, count: number, each: number): asserts value is Uint8Array {
  if (value instanceof Uint8Array && value.length === count * each) return;
  const found = value instanceof Uint8Array ? `${value.length} bytes` : value === null ? "null" : typeof value;
  throw new LockstepError("data", `${where}: expected a Uint8Array of ${count * each} bytes (${count} samples of ${each}), found ${found}`);
}

function requireFinite(where: string, bytes: Uint8Array, each: number): void {
  const values = floatsOfBytes(bytes);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new LockstepError(
      "data",
      `${where}: value ${wrong % each} of sample ${Math.floor(wrong / each)} is ${values[wrong]}; expected a finite number`,
    );
}

function requireShares(where: string, shares: Float32Array, classes: number): void {
  for (let sample = 0; sample * classes < shares.length; sample++) {
    const row = shares.subarray(sample * classes, (sample + 1) * classes);
    const sum = row.reduce((total, share) => total + share, 0);
    if (row.every((share) => share >= 0) && Math.abs(sum - 1) <= shareTolerance) continue;
    throw new LockstepError(
      "data",
      `${where}: sample ${sample}: expected a share from 0 to 1 of each class, 1 in all; found ${[...row.subarray(0, 10)].join(", ")}`,
    );
  }
}

function fields(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new LockstepError("data", `${what}: expected an object, found ${value === null ? "null" : typeof value}`);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
