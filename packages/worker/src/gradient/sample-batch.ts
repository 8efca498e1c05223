import { LockstepError, type Samples } from "@lockstep/core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs";
import type { Backend } from "../backend/tensorflow.ts";

export interface SampleBatch {
  /** float32 [B, ...featureShape] */
  readonly features: Tensor;
  /** int32 [B] */
  readonly labels: Tensor1D;
}

export interface SampleBatchOptions {
  readonly backend: Backend;
  /** of one sample */
  readonly featureShape: readonly number[];
  /** feature value = byte * scale + offset in float64, rounded once to float32 */
  readonly scaling: { readonly scale: number; readonly offset: number };
}

/** Gathers samples from bytes into the tensors of a batch. */
export class SampleBatches {
  readonly #options: SampleBatchOptions;
  readonly #featureCount: number;
  readonly #valueOfByte: Float32Array;
  /** by batch size; reused only where TensorFlow.js copies what it is given */
  readonly #buffers = new Map<number, Float32Array>();

  constructor(options: SampleBatchOptions) {
    const { scale, offset } = options.scaling;
    this.#options = options;
    this.#featureCount = options.featureShape.reduce((product, size) => product * size, 1);
    this.#valueOfByte = Float32Array.from({ length: 256 }, (_, byte) => byte * scale + offset);
  }

  /** of the features of `batch` samples */
  shape(batch: number): readonly number[] {
    return [batch, ...this.#options.featureShape];
  }

  /** The samples at `positions`, in this order, as new tensors that the caller (or its tidy) disposes. See {@link labels}. */
  gather(samples: Samples, positions: Uint32Array): SampleBatch {
    const { tf } = this.#options.backend;
    const labels_B = this.labels(samples, positions);
    const features_BF = this.#buffer(positions.length);
    this.fill(samples, positions, features_BF);
    return { features: tf.tensor(features_BF, [...this.shape(positions.length)], "float32"), labels: tf.tensor1d(labels_B, "int32") };
  }

  /** @throws LockstepError "invariant" for a position that is no sample */
  labels(samples: Samples, positions: Uint32Array): Int32Array {
    return Int32Array.from(positions, (position) => {
      if (position < samples.count) return samples.labels[position] as number;
      throw new LockstepError("invariant", `batch: position ${position} of a shard of ${samples.count} samples`);
    });
  }

  /** Writes the features of the samples at `positions` to features_BF. */
  fill({ features }: Samples, positions: Uint32Array, features_BF: Float32Array): void {
    const count = this.#featureCount;
    const valueOfByte = this.#valueOfByte;
    let target = 0;
    for (const position of positions) {
      const end = (position + 1) * count;
      for (let source = position * count; source < end; source++) features_BF[target++] = valueOfByte[features[source] as number] as number;
    }
  }

  #buffer(batch: number): Float32Array {
    const length = batch * this.#featureCount;
    if (!this.#options.backend.copiesUploads) return new Float32Array(length);
    let buffer = this.#buffers.get(batch);
    if (buffer === undefined) {
      buffer = new Float32Array(length);
      this.#buffers.set(batch, buffer);
    }
    return buffer;
  }
}
