import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleDigest } from "./sample-digest.ts";
import { bytesOfFloats, floatsOfBytes } from "./sample-format.ts";
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
        expect(bytes).toHaveLength(shardByteLength(given, ids.length));
        const shard = decodeShard(bytes, { featureShape: [featureBytes], classes: 10 });
        expect(shard.count).toBe(ids.length);
        expect(shard.ids).toEqual(ids);
        ids.forEach((id, i) => {
          const features = given.features.slice(id * featureBytes, (id + 1) * featureBytes);
          expect(shard.features.slice(i * featureBytes, (i + 1) * featureBytes)).toEqual(features);
          expect(shard.labels[i]).toBe(given.labels[id]);
          expect(
            Buffer.from(shard.digests.subarray(i * 32, (i + 1) * 32)).equals(sampleDigest(features, given.labels.subarray(id, id + 1))),
          ).toBe(true);
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

  it("carries float32 features and targets as their bytes", () => {
    const floats = { count: 2, features: bytesOfFloats([1, 2, 3, 4]), labels: bytesOfFloats([5, 6, 7, 8, 9, 10]) };
    const format = { featureShape: [2], featureType: "float32" as const, classes: 0, targets: 3 };
    const bytes = encodeShard(floats, Uint32Array.of(1, 0));
    expect(bytes).toHaveLength(shardByteLength(floats, 2));
    expect([...bytes.subarray(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 0x40, 0x40]);
    const shard = decodeShard(bytes, format);
    expect([...floatsOfBytes(shard.features)]).toEqual([3, 4, 1, 2]);
    expect([...floatsOfBytes(shard.labels)]).toEqual([8, 9, 10, 5, 6, 7]);
    expect(shard.digests.subarray(0, 32)).toEqual(sampleDigest(floats.features.subarray(8), floats.labels.subarray(12)));
    expect(() => decodeShard(bytes, { ...format, targets: 2 })).toThrow(/of 48 bytes: expected a multiple of 20/);
  });

  it("of no samples has no bytes", () => {
    expect(shardByteLength({ count: 0, features: new Uint8Array(), labels: new Uint8Array() }, 0)).toBe(0);
  });

  it("is copied when decoded, so that the bytes may be used again", () => {
    const bytes = encodeShard(small, Uint32Array.of(0, 1));
    const shard = decodeShard(bytes, { featureShape: [2], classes: 3 });
    bytes.fill(0xff);
    expect([...shard.features]).toEqual([10, 11, 20, 21]);
    expect([...shard.ids]).toEqual([0, 1]);
  });

  it("refuses bytes that are no whole samples, and labels that are no class", () => {
    const bytes = encodeShard(small, Uint32Array.of(0, 1));
    const data = (sentence: string): unknown =>
      expect.objectContaining({ code: "data", message: expect.stringContaining(sentence) as string });
    expect(() => decodeShard(bytes.subarray(1), { featureShape: [2], classes: 3 })).toThrow(
      data("a shard of 13 bytes: expected a multiple of 7"),
    );
    expect(() => decodeShard(bytes, { featureShape: [2], classes: 2 })).toThrow(
      data("sample 1 of a shard: expected a label from 0 to 1, found 2"),
    );
  });

  it("refuses bounds outside the shard and numbers that are no sample", () => {
    expect(() => shardBytes(small, Uint32Array.of(0), 0, 8)).toThrow(RangeError);
    expect(() => shardBytes(small, Uint32Array.of(0), 4, 3)).toThrow(RangeError);
    expect(() => shardBytes(small, Uint32Array.of(0), -1, 3)).toThrow(RangeError);
    expect(() => encodeShard(small, Uint32Array.of(2))).toThrow(RangeError);
  });
});
