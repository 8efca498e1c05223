import { deflateSync } from "node:zlib";
import { LockstepError } from "@lockstep/core/local";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePng } from "./decode-png.ts";
import {
  filteredFile,
  foreignFiles,
  foreignHeight,
  foreignPixel,
  foreignWidth,
  greyPng,
  pngChunk,
  pngData,
  pngFile,
  pngHeader,
} from "./png-files.test.fixture.ts";

const luma = ([r, g, b]: readonly [number, number, number]): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** The text of the error, "none" if there is none. Anything but a LockstepError about this file is a failure. */
function problemOf(bytes: Uint8Array): string {
  try {
    decodePng(bytes, "x.png");
    return "none";
  } catch (error) {
    if (error instanceof LockstepError && error.code === "data" && error.message.startsWith("x.png: ")) return error.message;
    throw error;
  }
}

/** Opacity of the pixel in the file of this name; undefined where the file has none. */
function expectedOpacity(name: string, grey: number, alpha: number): number | undefined {
  if (name === "grey-8-key") return grey === 170 ? 0 : 1;
  return /alpha|rgba/.test(name) ? alpha / 255 : undefined;
}

describe("decodePng", () => {
  it.each(Object.entries(foreignFiles))("reads what another program wrote: %s", (name, base64) => {
    const image = decodePng(Buffer.from(base64, "base64"), name);
    expect([image.width, image.height]).toEqual([foreignWidth, foreignHeight]);
    const pixels = Array.from({ length: foreignWidth * foreignHeight }, (_, i) =>
      foreignPixel(i % foreignWidth, Math.floor(i / foreignWidth)),
    );
    const brightness = pixels.map(({ grey, rgb }) => {
      if (name.startsWith("grey-1-")) return grey > 100 ? 1 : 0;
      return (/^(rgb|palette)/.test(name) ? luma(rgb) : grey) / 255;
    });
    const opacity = pixels.map(({ grey, alpha }) => expectedOpacity(name, grey, alpha));
    expect([...image.brightness]).toEqual(brightness.map((value) => expect.closeTo(value, 6) as number));
    expect(image.opacity).toEqual(opacity.includes(undefined) ? null : Float32Array.from(opacity as number[]));
  });

  it("reads the filtered rows of another program", () => {
    const { width, height, brightness } = decodePng(Buffer.from(filteredFile, "base64"), "filters");
    expect([width, height]).toEqual([40, 30]);
    for (const [i, value] of brightness.entries()) {
      const [x, y] = [i % 40, Math.floor(i / 40)];
      expect(value).toBeCloseTo(luma([(x * x + 3 * y) % 256, (7 * x + y * y) % 256, (x * y) % 256]) / 255, 6);
    }
  });

  it("undoes every filter, byte for byte", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.nat(255)),
        (width, height, stream) => {
          const bytes = Array.from({ length: width * height }, () => stream.next().value as number);
          const { brightness } = decodePng(
            greyPng(width, height, (x, y) => bytes[y * width + x] ?? 0),
            "any",
          );
          expect([...brightness].map((value) => Math.round(value * 255))).toEqual(bytes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("joins pixels that are cut into several chunks, and skips what is not needed", () => {
    const packed = deflateSync(Buffer.of(0, 10, 20, 0, 30, 40));
    const parts = [packed.subarray(0, 3), packed.subarray(3)].map((part) => pngChunk("IDAT", part));
    const file = pngFile(pngHeader({ width: 2, height: 2 }), pngChunk("tEXt", Buffer.from("a\0b")), ...parts);
    expect([...decodePng(file, "x").brightness].map((value) => Math.round(value * 255))).toEqual([10, 20, 30, 40]);
  });

  it("refuses what is no PNG file", () => {
    for (const text of ["", "hello, I am a text file", "GIF89a", "\x89PNG"])
      expect(problemOf(Buffer.from(text, "latin1"))).toMatch(/is no PNG file/);
  });

  it("refuses a file that ends too early, wherever it ends", () => {
    const file = greyPng(5, 5, (x, y) => x * y);
    for (let length = 8; length < file.length; length++) expect(problemOf(file.subarray(0, length))).toMatch(/truncated/);
  });

  it("refuses a file of which any one bit was changed", () => {
    const file = greyPng(3, 2, (x, y) => x + y);
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(problemOf(changed)).not.toBe("none");
    }
  });

  it("refuses more pixels than it reads, before it makes room for them", () => {
    for (const [width, height] of [
      [4097, 4096],
      [0xffff_ffff, 0xffff_ffff],
      [2 ** 31 - 1, 1],
    ] as const) {
      expect(problemOf(pngFile(pngHeader({ width, height }), pngData([])))).toMatch(`${width} x ${height} pixels are too many`);
    }
  });

  it("does not decompress more than the pixels of the image", () => {
    const bomb = pngChunk("IDAT", deflateSync(new Uint8Array(2 ** 26)));
    const before = process.memoryUsage().arrayBuffers;
    for (const interlace of [0, 1])
      expect(problemOf(pngFile(pngHeader({ width: 28, height: 28, interlace }), bomb))).toMatch(/more in it than its pixels/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  const grey2x2 = pngHeader({ width: 2, height: 2 });
  const rows2x2 = pngData([Uint8Array.of(0, 1, 2), Uint8Array.of(0, 3, 4)]);
  const paletteHeader = pngHeader({ width: 2, height: 2, colourType: 3 });
  it.each([
    ["too few rows", pngFile(grey2x2, pngData([Uint8Array.of(0, 1, 2)])), /3 of the 6 bytes of its pixels/],
    ["too many rows", pngFile(grey2x2, pngData([new Uint8Array(9)])), /more in it than its pixels/],
    ["an unknown filter", pngFile(grey2x2, pngData([Uint8Array.of(5, 1, 2), Uint8Array.of(0, 3, 4)])), /filter 5/],
    ["no pixels", pngFile(grey2x2), /holds no pixels/],
    ["pixels that are not compressed", pngFile(grey2x2, pngChunk("IDAT", Buffer.from("plain"))), /cannot be decompressed/],
    ["no header", pngFile(rows2x2), /begins with IDAT/],
    ["no chunks but the end", pngFile(), /begins with IEND/],
    ["no width", pngFile(pngHeader({ width: 0, height: 2 }), rows2x2), /0 x 2/],
    ["a depth that does not exist", pngFile(pngHeader({ width: 2, height: 2, bitDepth: 3 }), rows2x2), /3 bits/],
    [
      "a depth that its colours do not have",
      pngFile(pngHeader({ width: 2, height: 2, colourType: 2, bitDepth: 4 }), rows2x2),
      /type 2 with 4/,
    ],
    ["colours that do not exist", pngFile(pngHeader({ width: 2, height: 2, colourType: 5 }), rows2x2), /colour type 5/],
    ["an interlacing that does not exist", pngFile(pngHeader({ width: 2, height: 2, interlace: 2 }), rows2x2), /0, 0, 2/],
    ["a header of another size", pngFile(pngChunk("IHDR", new Uint8Array(12)), rows2x2), /12 bytes/],
    ["an unknown chunk that matters", pngFile(grey2x2, pngChunk("XYZW", new Uint8Array(1)), rows2x2), /XYZW/],
    ["no palette", pngFile(paletteHeader, rows2x2), /palette of 0 bytes/],
    ["a palette of parts of colours", pngFile(paletteHeader, pngChunk("PLTE", new Uint8Array(4)), rows2x2), /palette of 4 bytes/],
    ["a colour outside the palette", pngFile(paletteHeader, pngChunk("PLTE", new Uint8Array(12)), rows2x2), /colour 4 of a palette of 4/],
  ])("refuses %s", (_, file, message) => {
    expect(problemOf(file)).toMatch(message);
  });

  it("ends with an image or a LockstepError for any bytes behind a good header", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0, 2, 3, 4, 6), fc.boolean(), (bytes, colourType, compress) => {
        const content = compress ? deflateSync(bytes) : bytes;
        const problem = problemOf(
          pngFile(
            pngHeader({ width: 3, height: 4, colourType }),
            pngChunk("PLTE", bytes),
            pngChunk("tRNS", bytes),
            pngChunk("IDAT", content),
          ),
        );
        expect(problem).toMatch(/^none$|PNG file/);
      }),
      { numRuns: 300 },
    );
  });
});
