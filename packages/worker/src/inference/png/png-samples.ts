import { inflateSync } from "node:zlib";
import { LockstepError } from "@lockstep/core/local";
import type { PngChunks, PngColour } from "./png-chunks.ts";

const samplesPerPixel: Readonly<Record<PngColour, number>> = { grey: 1, rgb: 3, palette: 1, "grey-alpha": 2, rgba: 4 };

/** A picture inside the file: every xStep-th pixel of every yStep-th row. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly xStep: number;
  readonly yStep: number;
}

const wholeImage: readonly Pass[] = [{ x: 0, y: 0, xStep: 1, yStep: 1 }];

/** PNG specification, third edition, section 8.1. */
const adam7: readonly Pass[] = [
  { x: 0, y: 0, xStep: 8, yStep: 8 },
  { x: 4, y: 0, xStep: 8, yStep: 8 },
  { x: 0, y: 4, xStep: 4, yStep: 8 },
  { x: 2, y: 0, xStep: 4, yStep: 4 },
  { x: 0, y: 2, xStep: 2, yStep: 4 },
  { x: 1, y: 0, xStep: 2, yStep: 2 },
  { x: 0, y: 1, xStep: 1, yStep: 2 },
];

/** The samples of a whole image, row-major, S to a pixel, as stored: 0 .. 2^bitDepth - 1. */
export interface PngSamples {
  readonly samplesPerPixel: number;
  readonly values: Uint8Array | Uint16Array;
}

/**
 * Decompresses and unfilters the pixels. Decompression ends where the pixels must end, whatever the compressed bytes promise.
 *
 * @param file name for the error
 * @throws LockstepError "data"
 */
export function readPngSamples({ header, data }: PngChunks, file: string): PngSamples {
  const { width, height, bitDepth, colour, interlaced } = header;
  const S = samplesPerPixel[colour];
  const pictures = (interlaced ? adam7 : wholeImage)
    .map((pass) => ({ ...pass, columns: Math.ceil((width - pass.x) / pass.xStep), rows: Math.ceil((height - pass.y) / pass.yStep) }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map((pass) => ({ ...pass, rowBytes: Math.ceil((pass.columns * S * bitDepth) / 8) }));
  const bytes = decompress(
    data,
    pictures.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0),
    file,
  );

  const values = bitDepth === 16 ? new Uint16Array(width * height * S) : new Uint8Array(width * height * S);
  const filterDistance = Math.max(1, (S * bitDepth) / 8);
  let offset = 0;
  for (const { x, y, xStep, yStep, columns, rows, rowBytes } of pictures) {
    let above: Uint8Array = new Uint8Array(rowBytes);
    for (let row = 0; row < rows; row++, offset += 1 + rowBytes) {
      const line = bytes.subarray(offset + 1, offset + 1 + rowBytes);
      if (!unfilter(bytes[offset] as number, line, above, filterDistance)) {
        throw new LockstepError("data", `${file}: the PNG file is damaged: filter ${bytes[offset]} of a row does not exist`);
      }
      above = line;
      const start = ((y + row * yStep) * width + x) * S;
      for (let column = 0; column < columns; column++) {
        for (let s = 0; s < S; s++) values[start + column * xStep * S + s] = sampleAt(line, column * S + s, bitDepth);
      }
    }
  }
  return { samplesPerPixel: S, values };
}

function decompress(data: readonly Uint8Array[], expectedBytes: number, file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(Buffer.concat(data), { maxOutputLength: expectedBytes });
  } catch (error) {
    const problem =
      (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
        ? "there is more in it than its pixels"
        : `its pixels cannot be decompressed (${(error as Error).message})`;
    throw new LockstepError("data", `${file}: the PNG file is damaged: ${problem}`, { cause: error });
  }
  if (bytes.length < expectedBytes) {
    throw new LockstepError("data", `${file}: the PNG file is damaged: ${bytes.length} of the ${expectedBytes} bytes of its pixels`);
  }
  return bytes;
}

/** Undoes the filter of a row in place (section 9.2). False: there is no such filter. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, distance: number): boolean {
  if (filter > 4) return false;
  if (filter === 0) return true;
  for (let i = 0; i < line.length; i++) {
    const a = i < distance ? 0 : (line[i - distance] as number);
    const b = above[i] as number;
    const c = i < distance ? 0 : (above[i - distance] as number);
    const predicted = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c);
    line[i] = (line[i] as number) + predicted;
  }
  return true;
}

/** Of left, above and above left, the one that is nearest to left + above - above left. */
function paeth(a: number, b: number, c: number): number {
  const estimate = a + b - c;
  const toA = Math.abs(estimate - a);
  const toB = Math.abs(estimate - b);
  const toC = Math.abs(estimate - c);
  return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
}

function sampleAt(line: Uint8Array, index: number, bitDepth: number): number {
  if (bitDepth === 8) return line[index] as number;
  if (bitDepth === 16) return ((line[2 * index] as number) << 8) | (line[2 * index + 1] as number);
  const bit = index * bitDepth;
  return ((line[bit >> 3] as number) >> (8 - bitDepth - (bit & 7))) & ((1 << bitDepth) - 1);
}
