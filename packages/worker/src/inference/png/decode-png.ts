import { LockstepError } from "@lockstep/core/local";
import type { GreyImage } from "../digit-image.ts";
import { readPngChunks, type PngChunks } from "./png-chunks.ts";
import { readPngSamples, type PngSamples } from "./png-samples.ts";

/** Rec. 709 luma. */
const red = 0.2126;
const green = 0.7152;
const blue = 0.0722;

/**
 * Decodes a PNG file of any colour type, bit depth and interlacing to brightness and opacity. Strict: every length and checksum is
 * verified, and memory is bounded by the number of pixels that are allowed, whatever the file promises.
 *
 * @param file name for the error
 * @throws LockstepError "data" if it is no PNG file, or is damaged, truncated or too large
 */
export function decodePng(bytes: Uint8Array, file: string): GreyImage {
  const chunks = readPngChunks(bytes, file);
  const samples = readPngSamples(chunks, file);
  const { width, height, colour } = chunks.header;
  const pixels = colour === "palette" ? palettePixels(chunks, samples, file) : directPixels(chunks, samples);
  return { width, height, ...pixels };
}

type Pixels = Pick<GreyImage, "brightness" | "opacity">;

function palettePixels({ palette, transparency }: PngChunks, { values }: PngSamples, file: string): Pixels {
  const colours = palette.length / 3;
  const brightness = new Float32Array(values.length);
  const opacity = transparency === null ? null : new Float32Array(values.length);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const index = values[pixel] as number;
    if (index >= colours) {
      throw new LockstepError("data", `${file}: the PNG file is damaged: colour ${index} of a palette of ${colours}`);
    }
    const entry = 3 * index;
    brightness[pixel] = luma(palette[entry] as number, palette[entry + 1] as number, palette[entry + 2] as number) / 255;
    if (opacity !== null) opacity[pixel] = (transparency?.[index] ?? 255) / 255;
  }
  return { brightness, opacity };
}

function directPixels({ header, transparency }: PngChunks, { samplesPerPixel: S, values }: PngSamples): Pixels {
  const { width, height, bitDepth, colour } = header;
  const largest = 2 ** bitDepth - 1;
  const inColour = S >= 3;
  const brightness = new Float32Array(width * height);
  for (let pixel = 0, i = 0; pixel < brightness.length; pixel++, i += S) {
    const value = inColour ? luma(values[i] as number, values[i + 1] as number, values[i + 2] as number) : (values[i] as number);
    brightness[pixel] = value / largest;
  }
  let opacity: Float32Array | null = null;
  if (colour === "grey-alpha" || colour === "rgba") {
    opacity = Float32Array.from({ length: width * height }, (_, pixel) => (values[pixel * S + S - 1] as number) / largest);
  } else if (transparency !== null && transparency.length === 2 * S) {
    // One colour is transparent: two bytes a sample, whatever the bit depth.
    const key = Array.from({ length: S }, (_, s) => ((transparency[2 * s] as number) << 8) | (transparency[2 * s + 1] as number));
    opacity = Float32Array.from({ length: width * height }, (_, pixel) =>
      key.every((value, s) => values[pixel * S + s] === value) ? 0 : 1,
    );
  }
  return { brightness, opacity };
}

function luma(r: number, g: number, b: number): number {
  // Grey stays exactly what it is.
  return r === g && g === b ? r : red * r + green * g + blue * b;
}
