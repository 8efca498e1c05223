import { LockstepError, type Dataset, type SampleFormat } from "@lockstep/core/local";
import type * as tf from "@tensorflow/tfjs";

/**
 * What a model is trained to make small, summed over the samples. The cross-entropies take logits: softmax or sigmoid is part of them.
 * - sparse-categorical: the data's labels 0 .. C - 1; one logit a class
 * - categorical: float32 targets, one a class, that say how much of it is wanted (one-hot, or a distribution); one logit a class
 * - binary: labels 0 and 1; one logit
 * - mean-squared-error: float32 targets; one output a target, no classes
 */
export type LossName = (typeof lossNames)[number];

export const lossNames = [
  "sparse-categorical-cross-entropy",
  "categorical-cross-entropy",
  "binary-cross-entropy",
  "mean-squared-error",
] as const;

type Complain = (field: string, expected: string, found: unknown) => never;

/** Checks the fields `loss` and `labelSmoothing` of a recipe of unknown origin. */
export function checkLoss({ loss, labelSmoothing = 0 }: Readonly<Record<string, unknown>>, complain: Complain): void {
  if (!lossNames.some((name) => name === loss)) complain("loss", lossNames.map((name) => `"${name}"`).join(" or "), loss);
  if (typeof labelSmoothing !== "number" || !(labelSmoothing >= 0 && labelSmoothing < 1))
    complain("labelSmoothing", "a number from 0 to below 1", labelSmoothing);
  if (labelSmoothing !== 0 && loss === "mean-squared-error")
    complain("labelSmoothing", "none with this loss, which has no labels", labelSmoothing);
}

/** Values that a model must give for one sample. */
export function modelOutputs(loss: LossName, { classes, targets = 0 }: Pick<SampleFormat, "classes" | "targets">): number {
  switch (loss) {
    case "sparse-categorical-cross-entropy":
    case "categorical-cross-entropy":
      return classes;
    case "binary-cross-entropy":
      return 1;
    case "mean-squared-error":
      return targets;
    default:
      return loss satisfies never;
  }
}

/**
 * @param recipe its name, for the error
 * @throws LockstepError "configuration" if the data are not what the loss takes
 */
export function requireDataForLoss(recipe: string, loss: LossName, { name, classes, targets = 0 }: Dataset): void {
  const found = targets === 0 ? `${classes} classes and a label a sample` : `${classes} classes and ${targets} targets a sample`;
  const expected = {
    "sparse-categorical-cross-entropy": { fits: targets === 0 && classes >= 2, text: "a label a sample" },
    "categorical-cross-entropy": { fits: targets === classes && classes >= 2, text: "a target a class" },
    "binary-cross-entropy": { fits: targets === 0 && classes === 2, text: "2 classes and a label a sample" },
    "mean-squared-error": { fits: targets > 0, text: "targets, and not labels" },
  }[loss];
  if (!expected.fits)
    throw new LockstepError("configuration", `recipe ${recipe}: its loss ${loss} needs ${expected.text}; the data ${name} have ${found}`);
}

/**
 * A model for a cross-entropy ends in logits: a softmax or sigmoid in it would be taken twice, which trains badly without a word.
 * @param recipe its name, for the error
 * @throws LockstepError "configuration" naming the layer
 */
export function requireLogits(recipe: string, loss: LossName, model: tf.LayersModel): void {
  if (loss === "mean-squared-error") return;
  for (const { sourceLayer } of model.outputs) {
    const kind = sourceLayer.getClassName();
    const activation = kind === "Softmax" ? "softmax" : sourceLayer.getConfig()["activation"];
    if (activation === "softmax" || activation === "sigmoid") {
      throw new LockstepError(
        "configuration",
        `recipe ${recipe}: its last layer ${sourceLayer.name} (${kind}) ends in a ${activation}, which the loss ${loss} already contains; ` +
          "leave the activation out, so that the model gives logits",
      );
    }
  }
}
