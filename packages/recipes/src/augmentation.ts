import type { Augmentation } from "@lockstep/core/local";
import type { FieldsOf } from "./known-fields.ts";

/** Ends with an error that says what was expected of a field and what was found. */
type Complain = (field: string, expected: string, found: unknown) => never;

type Range = readonly [min: number, max: number];

/** What a recipe may ask for, and in which limits. */
const amounts: Readonly<Record<string, Range>> = { shiftPixels: [0, 1024], rotationDegrees: [0, 180], scale: [0, 0.99] };
const elasticAmounts: Readonly<Record<string, Range>> = { alpha: [0, 10_000], sigma: [1, 1024] };

export const augmentationFields: FieldsOf<Augmentation> = {
  shiftPixels: true,
  rotationDegrees: true,
  scale: true,
  elastic: { alpha: true, sigma: true } satisfies FieldsOf<NonNullable<Augmentation["elastic"]>>,
};

/** Checks how a recipe wants its training samples changed, as an object or as what its function returned; null: not at all. */
export function checkAugmentation(value: unknown, complain: Complain): Augmentation | null {
  if (value === null || value === undefined) return null;
  const fields = record(value, (found) => complain("augmentation", "an object, null, or a function that returns one", found));
  for (const [name, range] of Object.entries(amounts)) {
    if (fields[name] !== undefined) checkAmount(`augmentation.${name}`, fields[name], range, complain);
  }
  if (fields["elastic"] !== undefined) {
    const elastic = record(fields["elastic"], (found) => complain("augmentation.elastic", "an object with alpha and sigma", found));
    for (const [name, range] of Object.entries(elasticAmounts)) checkAmount(`augmentation.elastic.${name}`, elastic[name], range, complain);
  }
  return value;
}

function checkAmount(field: string, value: unknown, [min, max]: Range, complain: Complain): void {
  if (typeof value !== "number" || !(value >= min && value <= max)) complain(field, `a number from ${min} to ${max}`, value);
}

function record(value: unknown, complain: (found: unknown) => never): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : complain(value);
}
