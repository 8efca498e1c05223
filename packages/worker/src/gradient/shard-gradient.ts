import type { Samples } from "@lockstep/core/local";
import type { LossLabels } from "../backend/loss-kernel.ts";
import type { Loss } from "../loss/loss.ts";
import { drawMasks, type NoiseKey } from "../model/dropout-masks.ts";
import { tapeGradient, type GradientOutput, type TapeContext } from "./tape-gradient.ts";

/** A model on a backend with its parameters in place: all that a gradient or an evaluation needs besides samples. */
export interface ModelContext extends TapeContext {
  /** null: every gradient is computed with the tape */
  readonly replay: ReplayedGradients | null;
}

/** Gradients with the bits of tapeGradient by other means. */
export interface ReplayedGradients {
  compute(samples: Samples, positions: Uint32Array, masks: readonly Float32Array[], output: GradientOutput): void;
}

export interface BatchSums {
  /** the float32 sum over the batch */
  readonly lossSum: number;
  readonly correct: number;
}

/**
 * The gradient of the loss SUMMED over the samples at `positions` (not its mean), at the parameters that are in the model.
 * The kernels run on shapes that follow from positions.length alone, so the same batch gives the same bits whoever computes it and whatever
 * was computed before. An empty batch gives zeros without calling a kernel. Leaves no tensor behind.
 *
 * The loss is the data's alone: penalties of regularizers are in the gradient, but not in what is reported (Keras adds them), so that losses
 * of training, evaluation and runs with other penalties can be compared.
 *
 * @param gradient_P overwritten; of averaged parameters (batch normalization) it gets the batch's statistics times its samples
 * @param noise where in the run this is
 */
export function shardGradient(
  context: ModelContext,
  samples: Samples,
  positions: Uint32Array,
  gradient_P: Float32Array,
  noise: NoiseKey,
): BatchSums {
  if (positions.length === 0) {
    gradient_P.fill(0);
    return { lossSum: 0, correct: 0 };
  }
  const { loss, batches, layers, parameters, replay } = context;
  const masks = drawMasks(layers.maskShapes(positions.length), noise);
  const output = { loss_1: new Float32Array(1), logits_BC: new Float32Array(positions.length * loss.outputs), gradient_P };
  if (replay === null) tapeGradient(context, samples, positions, masks, output);
  else replay.compute(samples, positions, masks, output);
  parameters.completeGradient(gradient_P, positions.length);
  const { loss_1, logits_BC } = output;
  return {
    lossSum: loss_1[0] as number,
    correct: countCorrect(loss, logits_BC, batches.labels(samples, positions).values, positions.length),
  };
}

function countCorrect({ classification }: Loss, outputs_BO: Float32Array, labels: LossLabels, batch: number): number {
  if (classification === null) return 0;
  let correct = 0;
  for (let b = 0; b < batch; b++) if (classification.predicted(outputs_BO, b) === classification.truth(labels, b)) correct++;
  return correct;
}
