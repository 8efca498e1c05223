import { expect, it } from "vitest";
import { sharedVectors } from "./shared-vectors.ts";

it("gives vectors of zeros that threads share, at addresses of whole 64 bytes, that do not overlap", () => {
  const vectors = sharedVectors(3, 17);
  expect(vectors.map(({ byteOffset }) => byteOffset)).toEqual([0, 128, 256]);
  for (const [index, vector] of vectors.entries()) {
    expect(vector.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...vector]).toEqual(Array.from({ length: 17 }, () => 0));
    vector.fill(index + 1);
  }
  expect(vectors.map((vector) => new Set(vector))).toEqual([new Set([1]), new Set([2]), new Set([3])]);
});

it("gives empty ones too", () => {
  expect(sharedVectors(1, 0)[0]).toHaveLength(0);
});
