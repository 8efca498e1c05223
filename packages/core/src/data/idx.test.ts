import { describe, expect, it } from "vitest";
import { encodeIdx, parseIdx } from "./idx.ts";

const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 9, 8, 7, 6);

function changed(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = bytes.slice();
  for (const [offset, value] of Object.entries(changes)) copy[Number(offset)] = value;
  return copy;
}

describe("parseIdx", () => {
  it("reads images and labels, also in the middle of a buffer", () => {
    expect(parseIdx(images, "images", "f")).toEqual({ shape: [2, 1, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6), valuesOffset: 16 });
    const inside = Buffer.concat([Buffer.from("before"), labels, Buffer.from("after")]).subarray(6, 6 + labels.length);
    expect([...parseIdx(inside, "labels", "f").values]).toEqual([9, 8, 7, 6]);
  });

  it.each<[string, Uint8Array, "images" | "labels", string]>([
    [
      "an empty file",
      new Uint8Array(0),
      "labels",
      "f: at byte 0: expected the magic number (4 bytes at byte 0), found the end of the file",
    ],
    ["a file that ends in the magic number", images.subarray(0, 3), "images", "f: at byte 3: expected the magic number"],
    [
      "labels for images",
      labels,
      "images",
      "f: at byte 0: expected the magic number 0x00000803 (images as unsigned bytes), found 0x00000801",
    ],
    ["images for labels", images, "labels", "expected the magic number 0x00000801 (labels as unsigned bytes), found 0x00000803"],
    ["floats", changed(images, { 2: 0x0d }), "images", "found 0x00000d03"],
    ["a gzip file", changed(images, { 0: 0x1f, 1: 0x8b }), "images", "found 0x1f8b0803"],
    [
      "a file that ends in the dimensions",
      images.subarray(0, 14),
      "images",
      "f: at byte 14: expected the size of dimension 2 (4 bytes at byte 12)",
    ],
    ["no samples", changed(images, { 7: 0 }), "images", "f: at byte 4: expected at least one sample, found none"],
    ["no rows", changed(images, { 11: 0 }), "images", "f: at byte 8: expected an image side of 1 to 4096 pixels, found 0"],
    [
      "absurd columns",
      changed(images, { 12: 0xff }),
      "images",
      "f: at byte 12: expected an image side of 1 to 4096 pixels, found 4278190083",
    ],
    [
      "an absurd count",
      changed(images, { 4: 0xff }),
      "images",
      "f: at byte 22: expected 12834570262 bytes in all for the dimensions 4278190082 x 1 x 3",
    ],
    [
      "one byte too few",
      images.subarray(0, 21),
      "images",
      "f: at byte 21: expected 22 bytes in all for the dimensions 2 x 1 x 3, found the end of the file (it is truncated)",
    ],
  ])("refuses %s", (_what, bytes, kind, sentence) => {
    expect(() => parseIdx(bytes, kind, "f")).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringContaining(sentence) as string }),
    );
  });

  it("refuses bytes after the last value", () => {
    const longer = Buffer.concat([labels, Uint8Array.of(0, 0)]);
    expect(() => parseIdx(longer, "labels", "f")).toThrow(
      "f: at byte 12: expected the end of the file for the dimensions 4, found 2 more bytes",
    );
  });
});

describe("encodeIdx", () => {
  it("makes the bytes of the format, which parseIdx reads", () => {
    const labels = encodeIdx("labels", [2], Uint8Array.of(7, 3));
    expect([...labels]).toEqual([0, 0, 8, 1, 0, 0, 0, 2, 7, 3]);
    expect(parseIdx(labels, "labels", "labels")).toMatchObject({ shape: [2], valuesOffset: 8 });
    const images = encodeIdx("images", [1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect([...images.subarray(0, 16)]).toEqual([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]);
    const { shape, values } = parseIdx(images, "images", "images");
    expect([shape, [...values]]).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
  });
});
