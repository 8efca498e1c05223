import { LockstepError } from "../errors.ts";
import type { Samples, ShardSamples } from "./dataset.ts";
import { digestBytes, sampleDigest } from "./sample-digest.ts";

const idBytes = 4;
const labelBytes = 1;

/** Bytes of one encoded sample: number (uint32 little-endian), features, label (1 byte). */
function recordBytes(featureBytes: number): number {
  return idBytes + featureBytes + labelBytes;
}

/** Bytes of an encoded shard. */
export function shardByteLength(count: number, featureBytes: number): number {
  return count * recordBytes(featureBytes);
}

/** A shard as it goes over the wire: the samples `ids`, in this order. */
export function encodeShard(samples: Samples, ids: Uint32Array): Uint8Array {
  return shardBytes(samples, ids, 0, shardByteLength(ids.length, samples.features.length / samples.count));
}

/**
 * Bytes [from, to) of {@link encodeShard}, made without the rest. Throws RangeError unless 0 <= from <= to <= the shard's length,
 * or if an id is no sample.
 */
export function shardBytes(samples: Samples, ids: Uint32Array, from: number, to: number): Uint8Array {
  const featureBytes = samples.features.length / samples.count;
  const record = recordBytes(featureBytes);
  const total = ids.length * record;
  if (!(from >= 0 && from <= to && to <= total)) throw new RangeError(`shardBytes: [${from}, ${to}) is not inside [0, ${total})`);
  const firstRecord = Math.floor(from / record);
  const endRecord = Math.ceil(to / record);
  const whole = new Uint8Array((endRecord - firstRecord) * record);
  const view = new DataView(whole.buffer);
  for (let i = firstRecord; i < endRecord; i++) {
    const id = ids[i] as number;
    if (id >= samples.count) throw new RangeError(`shardBytes: no sample ${id} among ${samples.count}`);
    const offset = (i - firstRecord) * record;
    view.setUint32(offset, id, true);
    whole.set(samples.features.subarray(id * featureBytes, (id + 1) * featureBytes), offset + idBytes);
    whole[offset + idBytes + featureBytes] = samples.labels[id] as number;
  }
  const skipped = firstRecord * record;
  return whole.subarray(from - skipped, to - skipped);
}

/**
 * Reads {@link encodeShard}'s bytes and takes the digest of every sample. The arrays are new: none is a view of `bytes`.
 * Throws a LockstepError "data" if the length is no whole number of samples or a label is no class.
 */
export function decodeShard(bytes: Uint8Array, featureBytes: number, classes: number): ShardSamples {
  const record = recordBytes(featureBytes);
  if (bytes.length % record !== 0) {
    throw new LockstepError(
      "data",
      `a shard of ${bytes.length} bytes: expected a multiple of ${record} (a sample of ${featureBytes} features)`,
    );
  }
  const count = bytes.length / record;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shard = {
    count,
    ids: new Uint32Array(count),
    features: new Uint8Array(count * featureBytes),
    labels: new Uint8Array(count),
    digests: new Uint8Array(count * digestBytes),
  };
  for (let i = 0; i < count; i++) {
    const offset = i * record;
    const features = bytes.subarray(offset + idBytes, offset + idBytes + featureBytes);
    const label = view.getUint8(offset + idBytes + featureBytes);
    if (label >= classes)
      throw new LockstepError("data", `sample ${i} of a shard: expected a label from 0 to ${classes - 1}, found ${label}`);
    shard.ids[i] = view.getUint32(offset, true);
    shard.features.set(features, i * featureBytes);
    shard.labels[i] = label;
    shard.digests.set(sampleDigest(features, label), i * digestBytes);
  }
  return shard;
}
