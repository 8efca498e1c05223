import type { Samples } from "@lockstep/core";
import type { LayersModel, Tensor2D } from "@tensorflow/tfjs";
import { sparseSoftmaxCrossEntropySum } from "../backend/sparse-softmax-cross-entropy.ts";
import type { Backend } from "../backend/tensorflow.ts";
import type { ModelParameters } from "../model/model-parameters.ts";
import { predictedClass } from "./predicted-class.ts";
import type { SampleBatches } from "./sample-batch.ts";

/** A model on a backend with its parameters in place: all that a gradient or an evaluation needs besides samples. */
export interface ModelContext {
  readonly backend: Backend;
  /** [B, ...featureShape] to logits [B, classes] */
  readonly model: LayersModel;
  readonly parameters: ModelParameters;
  readonly batches: SampleBatches;
  readonly classes: number;
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
  const { backend, model, parameters, batches, classes } = context;
  const { tf } = backend;
  const loss = new Float32Array(1);
  const logits_BC = new Float32Array(positions.length * classes);
  // Nothing is returned from the tidy: it would walk a typed array element by element, looking for tensors.
  tf.tidy(() => {
    const { features, labels } = batches.gather(samples, positions);
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(features, { training: true }) as Tensor2D;
      backend.readInto(logits, logits_BC);
      return sparseSoftmaxCrossEntropySum(tf, logits, labels);
    }, [...parameters.trainable]);
    backend.readInto(value, loss);
    parameters.readGradients(grads, gradient_P);
  });
  return { lossSum: loss[0] as number, correct: countCorrect(logits_BC, samples, positions, classes) };
}

function countCorrect(logits_BC: Float32Array, samples: Samples, positions: Uint32Array, classes: number): number {
  let correct = 0;
  for (const [b, position] of positions.entries()) if (predictedClass(logits_BC, b, classes) === samples.labels[position]) correct++;
  return correct;
}
