import type { Samples } from "@lockstep/core";
import { predictedClass } from "./predicted-class.ts";
import { tapeGradient, type GradientOutput, type TapeContext } from "./tape-gradient.ts";

/** A model on a backend with its parameters in place: all that a gradient or an evaluation needs besides samples. */
export interface ModelContext extends TapeContext {
  readonly classes: number;
  /** null: every gradient is computed with the tape */
  readonly replay: ReplayedGradients | null;
}

/** Gradients with the bits of tapeGradient by other means. */
export interface ReplayedGradients {
  compute(samples: Samples, positions: Uint32Array, output: GradientOutput): void;
}

export interface BatchSums {
  /** the float32 sum over the batch */
  readonly lossSum: number;
  readonly correct: number;
}

/**
 * The gradient of the cross-entropy SUMMED over the samples at `positions` (not its mean), at the parameters that are in the model.
 * The kernels run on shapes that follow from positions.length alone, so the same batch gives the same bits whoever computes it and whatever
 * was computed before. An empty batch gives zeros without calling a kernel. Leaves no tensor behind.
 *
 * @param gradient_P overwritten
 */
export function shardGradient(context: ModelContext, samples: Samples, positions: Uint32Array, gradient_P: Float32Array): BatchSums {
  if (positions.length === 0) {
    gradient_P.fill(0);
    return { lossSum: 0, correct: 0 };
  }
  const { classes, replay } = context;
  const output = { loss_1: new Float32Array(1), logits_BC: new Float32Array(positions.length * classes), gradient_P };
  if (replay === null) tapeGradient(context, samples, positions, output);
  else replay.compute(samples, positions, output);
  const { loss_1, logits_BC } = output;
  return { lossSum: loss_1[0] as number, correct: countCorrect(logits_BC, samples, positions, classes) };
}

function countCorrect(logits_BC: Float32Array, samples: Samples, positions: Uint32Array, classes: number): number {
  let correct = 0;
  for (const [b, position] of positions.entries()) if (predictedClass(logits_BC, b, classes) === samples.labels[position]) correct++;
  return correct;
}
