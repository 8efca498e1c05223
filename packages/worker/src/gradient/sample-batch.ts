import { bytesToScale, LockstepError, scaleBytes, type SampleFormat, type Samples } from "@lockstep/core/local";
import type { Tensor } from "@tensorflow/tfjs";
import type { Backend } from "../backend/tensorflow.ts";

export interface SampleBatch {
  /** float32 [B, ...featureShape] */
  readonly features: Tensor;
  /** int32 [B], or float32 [B, targets] */
  readonly labels: Tensor;
}

/** What a batch is to give, as a tensor is made of it. */
export interface BatchLabels {
  readonly values: Int32Array | Float32Array;
  readonly shape: readonly number[];
  readonly dtype: "int32" | "float32";
}

export interface SampleBatchOptions extends Omit<SampleFormat, "classes"> {
  readonly backend: Backend;
  /** feature value = byte (or float32) * scale + offset in float64, rounded once to float32 */
  readonly scaling: { readonly scale: number; readonly offset: number };
}

/** Gathers samples from bytes into the tensors of a batch. */
export class SampleBatches {
  readonly #options: SampleBatchOptions;
  readonly #featureCount: number;
  /** by batch size; reused only where TensorFlow.js copies what it is given */
  readonly #buffers = new Map<number, Float32Array>();

  constructor(options: SampleBatchOptions) {
    this.#options = options;
    this.#featureCount = options.featureShape.reduce((product, size) => product * size, 1);
  }

  /** of the features of `batch` samples */
  shape(batch: number): readonly number[] {
    return [batch, ...this.#options.featureShape];
  }

  /** The samples at `positions`, in this order, as new tensors that the caller (or its tidy) disposes. See {@link labels}. */
  gather(samples: Samples, positions: Uint32Array): SampleBatch {
    const { tf } = this.#options.backend;
    const { values, shape, dtype } = this.labels(samples, positions);
    const features_BF = this.#buffer(positions.length);
    this.fill(samples, positions, features_BF);
    return { features: tf.tensor(features_BF, [...this.shape(positions.length)], "float32"), labels: tf.tensor(values, [...shape], dtype) };
  }

  /** @throws LockstepError "invariant" for a position that is no sample */
  labels({ count, labels }: Samples, positions: Uint32Array): BatchLabels {
    const { targets = 0 } = this.#options;
    const batch = positions.length;
    for (const position of positions)
      if (position >= count) throw new LockstepError("invariant", `batch: position ${position} of a shard of ${count} samples`);
    if (targets === 0) {
      const values = new Int32Array(batch);
      for (let b = 0; b < batch; b++) values[b] = labels[positions[b] as number] as number;
      return { values, shape: [batch], dtype: "int32" };
    }
    const values = new Float32Array(batch * targets);
    for (const [b, position] of positions.entries()) scaleFloats(labels, position * targets, targets, unscaled, values, b * targets);
    return { values, shape: [batch, targets], dtype: "float32" };
  }

  /** Writes the features of the samples at `positions` to features_BF, which has no other elements. */
  fill({ features }: Samples, positions: Uint32Array, features_BF: Float32Array): void {
    const count = this.#featureCount;
    const { featureType, scaling } = this.#options;
    if (featureType === "float32") {
      for (const [b, position] of positions.entries()) scaleFloats(features, position * count, count, scaling, features_BF, b * count);
      return;
    }
    const bytes_BF = bytesToScale(features_BF);
    for (let b = 0, to = 0; b < positions.length; b++, to += count) {
      const from = (positions[b] as number) * count;
      bytes_BF.set(features.subarray(from, from + count), to);
    }
    scaleBytes(features_BF, scaling);
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

const unscaled = { scale: 1, offset: 0 };

/** Sets `count` elements of `out` to as many scaled float32 values; `from` counts values. Their bytes may lie at any address. */
function scaleFloats(
  bytes: Uint8Array,
  from: number,
  count: number,
  { scale, offset }: { readonly scale: number; readonly offset: number },
  out: Float32Array,
  to: number,
): void {
  const floats = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) out[to + i] = floats.getFloat32((from + i) * 4, true) * scale + offset;
}
