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

  /**
   * The samples at `positions`, in this order, as new tensors that the caller (or its tidy) disposes.
   * @throws LockstepError "invariant" for a position that is no sample
   */
  gather(samples: Samples, positions: Uint32Array): SampleBatch {
    const { tf } = this.#options.backend;
    const batch = positions.length;
    const features_BF = this.#buffer(batch);
    const labels_B = new Int32Array(batch);
    const count = this.#featureCount;
    for (let b = 0; b < batch; b++) {
      const position = positions[b] as number;
      if (position >= samples.count) {
        throw new LockstepError("invariant", `batch: position ${position} of a shard of ${samples.count} samples`);
      }
      const source = position * count;
      const target = b * count;
      for (let f = 0; f < count; f++) features_BF[target + f] = this.#valueOfByte[samples.features[source + f] as number] as number;
      labels_B[b] = samples.labels[position] as number;
    }
    return {
      features: tf.tensor(features_BF, [batch, ...this.#options.featureShape], "float32"),
      labels: tf.tensor1d(labels_B, "int32"),
    };
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
