import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleDigest } from "./sample-digest.ts";
import { decodeShard, encodeShard, shardByteLength, shardBytes } from "./shard-codec.ts";

const samples = fc
  .record({ count: fc.integer({ min: 1, max: 20 }), featureBytes: fc.integer({ min: 1, max: 9 }) })
  .chain(({ count, featureBytes }) =>
    fc.record({
      samples: fc.record({
        count: fc.constant(count),
        features: fc.uint8Array({ minLength: count * featureBytes, maxLength: count * featureBytes }),
        labels: fc.uint8Array({ minLength: count, maxLength: count, max: 9 }),
      }),
      featureBytes: fc.constant(featureBytes),
      ids: fc.array(fc.nat(count - 1), { maxLength: 20 }).map((ids) => Uint32Array.from(ids)),
    }),
  );

const small = { count: 2, features: Uint8Array.of(10, 11, 20, 21), labels: Uint8Array.of(1, 2) };

describe("a shard on the wire", () => {
  it("is number, features and label of each sample", () => {
    expect([...encodeShard(small, Uint32Array.of(1, 0))]).toEqual([1, 0, 0, 0, 20, 21, 2, 0, 0, 0, 0, 10, 11, 1]);
  });

  it("comes back as it was, with the digest of each sample", () => {
    fc.assert(
      fc.property(samples, ({ samples: given, featureBytes, ids }) => {
        const bytes = encodeShard(given, ids);
        expect(bytes).toHaveLength(shardByteLength(ids.length, featureBytes));
        const shard = decodeShard(bytes, featureBytes, 10);
        expect(shard.count).toBe(ids.length);
        expect(shard.ids).toEqual(ids);
        ids.forEach((id, i) => {
          const features = given.features.slice(id * featureBytes, (id + 1) * featureBytes);
          expect(shard.features.slice(i * featureBytes, (i + 1) * featureBytes)).toEqual(features);
          expect(shard.labels[i]).toBe(given.labels[id]);
          expect(Buffer.from(shard.digests.subarray(i * 32, (i + 1) * 32)).equals(sampleDigest(features, given.labels[id] ?? 0))).toBe(
            true,
          );
        });
      }),
    );
  });

  it("can be made in any pieces", () => {
    fc.assert(
      fc.property(samples, fc.array(fc.nat(400)), ({ samples: given, ids }, cuts) => {
        const whole = encodeShard(given, ids);
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
        const pieces = bounds.slice(1).map((to, i) => shardBytes(given, ids, bounds[i] ?? 0, to));
        expect(Buffer.concat(pieces).equals(whole)).toBe(true);
      }),
    );
  });

  it("is copied when decoded, so that the bytes may be used again", () => {
    const bytes = encodeShard(small, Uint32Array.of(0, 1));
    const shard = decodeShard(bytes, 2, 3);
    bytes.fill(0xff);
    expect([...shard.features]).toEqual([10, 11, 20, 21]);
    expect([...shard.ids]).toEqual([0, 1]);
  });

  it("refuses bytes that are no whole samples, and labels that are no class", () => {
    const bytes = encodeShard(small, Uint32Array.of(0, 1));
    const data = (sentence: string): unknown =>
      expect.objectContaining({ code: "data", message: expect.stringContaining(sentence) as string });
    expect(() => decodeShard(bytes.subarray(1), 2, 3)).toThrow(data("a shard of 13 bytes: expected a multiple of 7"));
    expect(() => decodeShard(bytes, 2, 2)).toThrow(data("sample 1 of a shard: expected a label from 0 to 1, found 2"));
  });

  it("refuses bounds outside the shard and numbers that are no sample", () => {
    expect(() => shardBytes(small, Uint32Array.of(0), 0, 8)).toThrow(RangeError);
    expect(() => shardBytes(small, Uint32Array.of(0), 4, 3)).toThrow(RangeError);
    expect(() => shardBytes(small, Uint32Array.of(0), -1, 3)).toThrow(RangeError);
    expect(() => encodeShard(small, Uint32Array.of(2))).toThrow(RangeError);
  });
});
