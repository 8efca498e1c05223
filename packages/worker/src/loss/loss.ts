import { LockstepError, type SampleFormat } from "@lockstep/core/local";
import type { Recipe } from "@lockstep/recipes";
import type { LossKernel, LossLabels } from "../backend/loss-kernel.ts";
import { softmaxCrossEntropySum, sparseSoftmaxCrossEntropy } from "../backend/sparse-softmax-cross-entropy.ts";
import { binaryCrossEntropySum } from "./binary-cross-entropy.ts";
import { categoricalCrossEntropySum } from "./categorical-cross-entropy.ts";
import { meanSquaredErrorSum } from "./mean-squared-error.ts";
import { predictedClass } from "./predicted-class.ts";

/** What a model is trained on and judged by. O = its outputs a sample. */
export interface Loss extends LossKernel {
  /** O */
  readonly outputs: number;
  /** how outputs and labels are read as classes; null: there are none, and nothing is ever correct */
  readonly classification: Classification | null;
  /** The loss that evaluations report: as {@link LossKernel.sum}, but of the labels as they are, not smoothed. */
  testSum(outputs_BO: Float32Array, labels: LossLabels): number;
}

export interface Classification {
  readonly classes: number;
  /** class that the model takes sample b for */
  predicted(outputs_BO: Float32Array, b: number): number;
  /** class of sample b */
  truth(labels: LossLabels, b: number): number;
}

/**
 * The loss of a recipe for data of this format. Label smoothing e mixes what is wanted of C classes with the uniform distribution, as
 * q (1 - e) + e / C (Szegedy et al., arXiv 1512.00567, section 7); the losses of evaluations are without it, so that they can be compared.
 *
 * @param labelSmoothing default 0
 * @throws LockstepError "invariant" for targets that the loss does not take; the recipe's check comes first
 */
export function createLoss(
  { loss: name, labelSmoothing = 0 }: Pick<Recipe, "loss" | "labelSmoothing">,
  { classes, targets = 0 }: Pick<SampleFormat, "classes" | "targets">,
): Loss {
  switch (name) {
    case "sparse-categorical-cross-entropy":
      return sparse(classes, labelSmoothing);
    case "categorical-cross-entropy":
      return categorical(classes, labelSmoothing);
    case "binary-cross-entropy":
      return binary(labelSmoothing);
    case "mean-squared-error":
      if (targets === 0) throw new LockstepError("invariant", "mean squared error: the data have labels and no targets");
      return meanSquared(targets);
    default:
      return name satisfies never;
  }
}

function sparse(classes: number, smoothing: number): Loss {
  const plain = sparseSoftmaxCrossEntropy(classes);
  const kernel: LossKernel =
    smoothing === 0
      ? plain
      : {
          kernelName: `${plain.kernelName}-smoothed-${smoothing}`,
          sum(logits_BC, labels_B, gradient_BC) {
            const wanted = (b: number, c: number): number => (labels_B[b] === c ? 1 - smoothing : 0) + smoothing / classes;
            return categoricalCrossEntropySum(logits_BC, wanted, classes, gradient_BC);
          },
        };
  return {
    ...kernel,
    outputs: classes,
    testSum: (logits_BC, labels_B) => softmaxCrossEntropySum(logits_BC, labels_B, classes, null),
    classification: {
      classes,
      predicted: (logits_BC, b) => predictedClass(logits_BC, b, classes),
      truth: (labels_B, b) => labels_B[b] as number,
    },
  };
}

function categorical(classes: number, smoothing: number): Loss {
  return {
    kernelName: `CategoricalCrossEntropySum-${classes}-smoothed-${smoothing}`,
    outputs: classes,
    sum(logits_BC, targets_BC, gradient_BC) {
      const wanted = (b: number, c: number): number => (targets_BC[b * classes + c] as number) * (1 - smoothing) + smoothing / classes;
      return categoricalCrossEntropySum(logits_BC, wanted, classes, gradient_BC);
    },
    testSum: (logits_BC, targets_BC) =>
      categoricalCrossEntropySum(logits_BC, (b, c) => targets_BC[b * classes + c] as number, classes, null),
    classification: {
      classes,
      predicted: (logits_BC, b) => predictedClass(logits_BC, b, classes),
      truth: (targets_BC, b) => predictedClass(targets_BC, b, classes),
    },
  };
}

function binary(smoothing: number): Loss {
  return {
    kernelName: `BinaryCrossEntropySum-smoothed-${smoothing}`,
    outputs: 1,
    sum: (logits_B, labels_B, gradient_B) => binaryCrossEntropySum(logits_B, labels_B, smoothing, gradient_B),
    testSum: (logits_B, labels_B) => binaryCrossEntropySum(logits_B, labels_B, 0, null),
    classification: {
      classes: 2,
      // At a probability of 1/2.
      predicted: (logits_B, b) => ((logits_B[b] as number) > 0 ? 1 : 0),
      truth: (labels_B, b) => labels_B[b] as number,
    },
  };
}

function meanSquared(targets: number): Loss {
  return {
    kernelName: `MeanSquaredErrorSum-${targets}`,
    outputs: targets,
    sum: (outputs_BT, targets_BT, gradient_BT) => meanSquaredErrorSum(outputs_BT, targets_BT, targets, gradient_BT),
    testSum: (outputs_BT, targets_BT) => meanSquaredErrorSum(outputs_BT, targets_BT, targets, null),
    classification: null,
  };
}
