import { hash } from "node:crypto";
import type { Samples } from "./dataset.ts";

/** Bytes of a SHA-256. */
export const digestBytes = 32;

const entryBytes = 4 + digestBytes;

/** SHA-256 of a sample: the bytes of its features, then its label byte or the bytes of its targets. */
export function sampleDigest(features: Uint8Array, label: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(features.length + label.length);
  bytes.set(features);
  bytes.set(label, features.length);
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** Bytes that are hashed at a time: a few milliseconds. */
const pieceBytes = 4 << 20;

/** The digests of all samples, one after the other: count x 32 bytes. */
export function sampleDigests(samples: Samples): Uint8Array {
  const work = sampleDigestsByPieces(samples);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** As {@link sampleDigests}; yields after every few megabytes. */
export function* sampleDigestsByPieces(samples: Samples): Generator<void, Uint8Array> {
  const featureBytes = samples.features.length / samples.count;
  const labelBytes = samples.labels.length / samples.count;
  const digests = new Uint8Array(samples.count * digestBytes);
  const perPiece = Math.max(1, Math.floor(pieceBytes / featureBytes));
  for (let i = 0; i < samples.count; i++) {
    if (i > 0 && i % perPiece === 0) yield;
    const features = samples.features.subarray(i * featureBytes, (i + 1) * featureBytes);
    digests.set(sampleDigest(features, samples.labels.subarray(i * labelBytes, (i + 1) * labelBytes)), i * digestBytes);
  }
  return digests;
}

/**
 * What the ledger says of a batch: SHA-256 over (sample number as uint32 little-endian, 32-byte digest of the sample) in batch order.
 * @param ids sample numbers
 * @param digests same indexing as `ids`, 32 bytes each
 * @param positions which entries of `ids` and `digests`, in batch order; empty gives the SHA-256 of nothing
 */
export function batchDigest(ids: Uint32Array, digests: Uint8Array, positions: Uint32Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(positions.length * entryBytes);
  let offset = 0;
  for (const position of positions) {
    bytes.writeUInt32LE(ids[position] as number, offset);
    bytes.set(digests.subarray(position * digestBytes, (position + 1) * digestBytes), offset + 4);
    offset += entryBytes;
  }
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}
