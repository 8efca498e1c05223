import type { Samples } from "./dataset.ts";

/** Copies of the samples of these numbers (0 .. count - 1), in the order given. */
export function samplesAt({ features, labels, count }: Samples, ids: Uint32Array): Samples {
  const featureBytes = count === 0 ? 0 : features.length / count;
  const labelBytes = count === 0 ? 0 : labels.length / count;
  const picked = {
    count: ids.length,
    features: new Uint8Array(ids.length * featureBytes),
    labels: new Uint8Array(ids.length * labelBytes),
  };
  for (const [i, id] of ids.entries()) {
    picked.features.set(features.subarray(id * featureBytes, (id + 1) * featureBytes), i * featureBytes);
    picked.labels.set(labels.subarray(id * labelBytes, (id + 1) * labelBytes), i * labelBytes);
  }
  return picked;
}
