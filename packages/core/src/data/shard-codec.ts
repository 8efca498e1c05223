import { LockstepError } from "../errors.ts";
import type { Samples, ShardSamples } from "./dataset.ts";
import { sampleBytes, type SampleFormat } from "./sample-format.ts";
import { digestBytes, sampleDigest } from "./sample-digest.ts";

const idBytes = 4;

/** Bytes of one encoded sample: number (uint32 little-endian), features, label or targets. */
function recordBytes(samples: Samples): number {
  return idBytes + (samples.features.length + samples.labels.length) / samples.count;
}

/** Bytes of an encoded shard of `count` of these samples; 0 of none. */
export function shardByteLength(samples: Samples, count: number): number {
  return count === 0 ? 0 : count * recordBytes(samples);
}

/** A shard as it goes over the wire: the samples `ids`, in this order. */
export function encodeShard(samples: Samples, ids: Uint32Array): Uint8Array {
  return shardBytes(samples, ids, 0, shardByteLength(samples, ids.length));
}

/**
 * Bytes [from, to) of {@link encodeShard}, made without the rest. Throws RangeError unless 0 <= from <= to <= the shard's length,
 * or if an id is no sample.
 */
export function shardBytes(samples: Samples, ids: Uint32Array, from: number, to: number): Uint8Array {
  const featureBytes = samples.features.length / samples.count;
  const labelBytes = samples.labels.length / samples.count;
  const record = recordBytes(samples);
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
    whole.set(samples.labels.subarray(id * labelBytes, (id + 1) * labelBytes), offset + idBytes + featureBytes);
  }
  const skipped = firstRecord * record;
  return whole.subarray(from - skipped, to - skipped);
}

/**
 * Reads {@link encodeShard}'s bytes and takes the digest of every sample. The arrays are new: none is a view of `bytes`.
 * Throws a LockstepError "data" if the length is no whole number of samples or a label is no class.
 */
export function decodeShard(bytes: Uint8Array, format: SampleFormat): ShardSamples {
  const { features: featureBytes, label: labelBytes } = sampleBytes(format);
  const record = idBytes + featureBytes + labelBytes;
  if (bytes.length % record !== 0) {
    throw new LockstepError(
      "data",
      `a shard of ${bytes.length} bytes: expected a multiple of ${record} (a sample of ${featureBytes} bytes of features and ${labelBytes} of its label)`,
    );
  }
  const count = bytes.length / record;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shard = {
    count,
    ids: new Uint32Array(count),
    features: new Uint8Array(count * featureBytes),
    labels: new Uint8Array(count * labelBytes),
    digests: new Uint8Array(count * digestBytes),
  };
  for (let i = 0; i < count; i++) {
    const offset = i * record;
    const features = bytes.subarray(offset + idBytes, offset + idBytes + featureBytes);
    const label = bytes.subarray(offset + idBytes + featureBytes, offset + record);
    if (!format.targets && (label[0] as number) >= format.classes)
      throw new LockstepError("data", `sample ${i} of a shard: expected a label from 0 to ${format.classes - 1}, found ${label[0]}`);
    shard.ids[i] = view.getUint32(offset, true);
    shard.features.set(features, i * featureBytes);
    shard.labels.set(label, i * labelBytes);
    shard.digests.set(sampleDigest(features, label), i * digestBytes);
  }
  return shard;
}
