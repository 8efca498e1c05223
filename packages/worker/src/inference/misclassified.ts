import type { Samples } from "@lockstep/core/local";
import type { Tensor2D } from "@tensorflow/tfjs";
import type { ModelContext } from "../gradient/shard-gradient.ts";

/** A sample that a model takes for another class. */
export interface Misclassified {
  /** its number among the samples, from 0 */
  readonly sample: number;
  readonly label: number;
  readonly predicted: number;
}

const samplesPerBatch = 256;

/** The first samples that the model takes for another class, at most `limit`; none where there are no classes. Leaves no tensor behind. */
export function misclassified(
  { backend, model, batches, loss: { outputs, classification } }: Omit<ModelContext, "parameters" | "layers" | "replay">,
  samples: Samples,
  limit: number,
): readonly Misclassified[] {
  const found: Misclassified[] = [];
  if (classification === null) return found;
  for (let from = 0; from < samples.count && found.length < limit; from += samplesPerBatch) {
    const positions = Uint32Array.from({ length: Math.min(samplesPerBatch, samples.count - from) }, (_, i) => from + i);
    const outputs_BO = new Float32Array(positions.length * outputs);
    backend.tf.tidy(() => {
      const { features } = batches.gather(samples, positions);
      backend.readInto(model.apply(features, { training: false }) as Tensor2D, outputs_BO);
    });
    const { values: labels } = batches.labels(samples, positions);
    for (const [b, sample] of positions.entries()) {
      const label = classification.truth(labels, b);
      const predicted = classification.predicted(outputs_BO, b);
      if (predicted !== label) found.push({ sample, label, predicted });
    }
  }
  return found.slice(0, limit);
}
