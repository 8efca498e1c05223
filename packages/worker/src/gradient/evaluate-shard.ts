import type { EvaluationSums, Samples } from "@lockstep/core";
import type { Tensor2D } from "@tensorflow/tfjs";
import { softmaxCrossEntropySum } from "../backend/sparse-softmax-cross-entropy.ts";
import { predictedClass } from "./predicted-class.ts";
import type { ModelContext } from "./shard-gradient.ts";

/** Samples a batch; fixed, because the bits of a logit may depend on the shape of its batch. */
const evaluationBatch = 256;

/**
 * Loss, hits and confusion matrix over all samples of one shard of the test set, at the parameters that are in the model. Batches are
 * taken in sample order; the loss is added in float64 in that order. Leaves no tensor behind.
 */
export function evaluateShard(
  { backend, model, batches, classes }: Omit<ModelContext, "parameters" | "replay">,
  samples: Samples,
): EvaluationSums {
  const { tf } = backend;
  const confusion = new Uint32Array(classes * classes);
  let correct = 0;
  let lossSum = 0;
  for (let from = 0; from < samples.count; from += evaluationBatch) {
    const to = Math.min(from + evaluationBatch, samples.count);
    const positions = Uint32Array.from({ length: to - from }, (_, i) => from + i);
    const logits_BC = new Float32Array(positions.length * classes);
    tf.tidy(() => {
      const { features } = batches.gather(samples, positions);
      backend.readInto(model.apply(features, { training: false }) as Tensor2D, logits_BC);
    });
    const labels_B = samples.labels.subarray(from, to);
    lossSum += softmaxCrossEntropySum(logits_BC, labels_B, classes, null);
    for (const [b, label] of labels_B.entries()) {
      const predicted = predictedClass(logits_BC, b, classes);
      const cell = label * classes + predicted;
      confusion[cell] = (confusion[cell] as number) + 1;
      if (predicted === label) correct++;
    }
  }
  return { samples: samples.count, correct, lossSum, confusion: [...confusion] };
}
