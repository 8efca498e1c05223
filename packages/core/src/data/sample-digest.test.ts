import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { batchDigest, sampleDigest, sampleDigests } from "./sample-digest.ts";

const samples = { count: 3, features: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(7, 8, 9) };

function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

describe("sampleDigest", () => {
  it("is the SHA-256 of features and label", () => {
    expect(sampleDigest(Uint8Array.of(3, 4), Uint8Array.of(8))).toEqual(sha256(Uint8Array.of(3, 4, 8)));
    expect(Buffer.from(sampleDigest(Buffer.from("ab"), Buffer.from("c"))).toString("hex")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  it("is taken of every sample", () => {
    expect(sampleDigests(samples)).toEqual(
      new Uint8Array(Buffer.concat([sha256(Uint8Array.of(1, 2, 7)), sha256(Uint8Array.of(3, 4, 8)), sha256(Uint8Array.of(5, 6, 9))])),
    );
  });
});

it("sampleDigests takes the bytes of targets where the label byte stands else", () => {
  const floats = { count: 2, features: Uint8Array.of(1, 2), labels: Uint8Array.of(3, 4, 5, 6, 7, 8, 9, 10) };
  expect(sampleDigests(floats)).toEqual(
    new Uint8Array(Buffer.concat([sha256(Uint8Array.of(1, 3, 4, 5, 6)), sha256(Uint8Array.of(2, 7, 8, 9, 10))])),
  );
});

describe("batchDigest", () => {
  const ids = Uint32Array.of(0x01020304, 17, 0xffffffff);
  const digests = sampleDigests(samples);

  it("is the SHA-256 of numbers and digests in batch order", () => {
    const expected = sha256(
      Uint8Array.of(0xff, 0xff, 0xff, 0xff),
      digests.subarray(64, 96),
      Uint8Array.of(0x04, 0x03, 0x02, 0x01),
      digests.subarray(0, 32),
    );
    expect(batchDigest(ids, digests, Uint32Array.of(2, 0))).toEqual(expected);
  });

  it("differs when the order, a number or a digest does", () => {
    const otherIds = Uint32Array.of(0x01020304, 18, 0xffffffff);
    const otherDigests = digests.slice();
    otherDigests[40] = (otherDigests[40] ?? 0) ^ 1;
    const found = [
      batchDigest(ids, digests, Uint32Array.of(0, 1)),
      batchDigest(ids, digests, Uint32Array.of(1, 0)),
      batchDigest(otherIds, digests, Uint32Array.of(0, 1)),
      batchDigest(ids, otherDigests, Uint32Array.of(0, 1)),
      batchDigest(ids, digests, Uint32Array.of(0)),
    ].map((digest) => Buffer.from(digest).toString("hex"));
    expect(new Set(found).size).toBe(found.length);
  });

  it("of an empty batch is the SHA-256 of nothing", () => {
    expect(batchDigest(ids, digests, new Uint32Array(0))).toEqual(sha256());
  });
});
