import { describe, expect, it } from "vitest";
import { decodePng } from "./decode-png.ts";
import { encodeGreyPng } from "./encode-png.ts";

describe("encodeGreyPng", () => {
  it.each([
    [1, 1],
    [28, 28],
    [5, 300],
  ])("writes %i x %i pixels that are read as they were", (width, height) => {
    const pixels = Uint8Array.from({ length: width * height }, (_, i) => (i * 37) % 256);
    const image = decodePng(encodeGreyPng(width, height, pixels), "made");
    expect({ ...image, brightness: [...image.brightness] }).toEqual({
      width,
      height,
      opacity: null,
      brightness: [...pixels].map((value) => Math.fround(value / 255)),
    });
  });

  it("takes no other number of pixels", () => {
    expect(() => encodeGreyPng(3, 3, new Uint8Array(8))).toThrow(RangeError);
  });
});
