import type { EvaluationSums, Samples } from "@lockstep/core/local";
import type { Tensor2D } from "@tensorflow/tfjs";
import type { ModelContext } from "./shard-gradient.ts";

/** Samples a batch; fixed, because the bits of a logit may depend on the shape of its batch. */
const evaluationBatch = 256;

/**
 * Loss, hits and confusion matrix (an empty one where there are no classes) over all samples of one shard of the test (or validation) set, at
 * the parameters that are in the model. Batches are taken in sample order; the loss is added in float64 in that order. Leaves no tensor behind.
 */
export function evaluateShard(
  { backend, model, batches, loss }: Omit<ModelContext, "parameters" | "layers" | "replay">,
  samples: Samples,
): EvaluationSums {
  const { tf } = backend;
  const { outputs, classification } = loss;
  const classes = classification?.classes ?? 0;
  const confusion = new Uint32Array(classes * classes);
  let correct = 0;
  let lossSum = 0;
  for (let from = 0; from < samples.count; from += evaluationBatch) {
    const to = Math.min(from + evaluationBatch, samples.count);
    const positions = Uint32Array.from({ length: to - from }, (_, i) => from + i);
    const outputs_BO = new Float32Array(positions.length * outputs);
    tf.tidy(() => {
      const { features } = batches.gather(samples, positions);
      backend.readInto(model.apply(features, { training: false }) as Tensor2D, outputs_BO);
    });
    const { values: labels } = batches.labels(samples, positions);
    lossSum += loss.testSum(outputs_BO, labels);
    if (classification === null) continue;
    for (const b of positions.keys()) {
      const label = classification.truth(labels, b);
      const predicted = classification.predicted(outputs_BO, b);
      const cell = label * classes + predicted;
      confusion[cell] = (confusion[cell] as number) + 1;
      if (predicted === label) correct++;
    }
  }
  return { samples: samples.count, correct, lossSum, confusion: [...confusion] };
}
