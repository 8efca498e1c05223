import { crc32 } from "node:zlib";
import { LockstepError } from "@lockstep/core/local";

/** What the first chunk of a PNG file says; checked. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** bits a sample: 1, 2, 4, 8 or 16 */
  readonly bitDepth: number;
  readonly colour: PngColour;
  readonly interlaced: boolean;
}

export type PngColour = "grey" | "rgb" | "palette" | "grey-alpha" | "rgba";

export interface PngChunks {
  readonly header: PngHeader;
  /** three bytes a colour */
  readonly palette: Uint8Array;
  /** the content of tRNS; null: there is none */
  readonly transparency: Uint8Array | null;
  /** the contents of the IDAT chunks in order, still compressed */
  readonly data: readonly Uint8Array[];
}

/** Larger images are refused: a header of 25 bytes may promise 2^62 pixels. 4096 x 4096. */
const maxPixels = 2 ** 24;
const longestChunk = 2 ** 31 - 1;

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** PNG specification, third edition, table 12: what each colour type is, and the bit depths it may have. */
const colours: Readonly<Record<number, { readonly colour: PngColour; readonly bitDepths: readonly number[] }>> = {
  0: { colour: "grey", bitDepths: [1, 2, 4, 8, 16] },
  2: { colour: "rgb", bitDepths: [8, 16] },
  3: { colour: "palette", bitDepths: [1, 2, 4, 8] },
  4: { colour: "grey-alpha", bitDepths: [8, 16] },
  6: { colour: "rgba", bitDepths: [8, 16] },
};

/**
 * Takes a PNG file apart and checks its structure: signature, the length and checksum of every chunk, the header, a palette where one is
 * needed, an end. Chunks that do not matter for the pixels are skipped.
 *
 * @param file name for the error
 * @throws LockstepError "data"
 */
export function readPngChunks(bytes: Uint8Array, file: string): PngChunks {
  if (signature.some((byte, i) => bytes[i] !== byte)) throw new LockstepError("data", `${file}: this is no PNG file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  let palette: Uint8Array = new Uint8Array(0);
  let transparency: Uint8Array | null = null;
  const data: Uint8Array[] = [];

  for (let offset = signature.length; ;) {
    if (offset + 12 > bytes.length) throw truncated(file);
    const length = view.getUint32(offset);
    const name = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (!/^[A-Za-z]{4}$/.test(name) || length > longestChunk) throw damaged(file, `at byte ${offset} there is no chunk`);
    const end = offset + 8 + length;
    if (end + 4 > bytes.length) throw truncated(file);
    if (view.getUint32(end) !== crc32(bytes.subarray(offset + 4, end))) throw damaged(file, `the checksum of its ${name} chunk is wrong`);
    const content = bytes.subarray(offset + 8, end);

    if (header === null && name !== "IHDR") throw damaged(file, `it begins with ${name} instead of IHDR`);
    if (name === "IHDR") header = readHeader(content, file);
    else if (name === "PLTE") palette = content;
    else if (name === "tRNS") transparency = content;
    else if (name === "IDAT") data.push(content);
    else if (name === "IEND") break;
    // A capital first letter: no decoder may show the image without understanding it.
    else if (/^[A-Z]/.test(name)) throw damaged(file, `the meaning of its ${name} chunk is unknown`);
    offset = end + 4;
  }

  // The loop above ends after a header only.
  const { colour } = header as PngHeader;
  if (data.length === 0) throw damaged(file, "it holds no pixels");
  if (colour === "palette" && (palette.length === 0 || palette.length % 3 !== 0 || palette.length > 3 * 256)) {
    throw damaged(file, `a palette of ${palette.length} bytes; 3 for each of 1 to 256 colours are expected`);
  }
  return { header: header as PngHeader, palette, transparency, data };
}

function readHeader(content: Uint8Array, file: string): PngHeader {
  if (content.length !== 13) throw damaged(file, `a header of ${content.length} bytes instead of 13`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  if (width === 0 || height === 0) throw damaged(file, `an image of ${width} x ${height} pixels`);
  if (width * height > maxPixels) {
    throw new LockstepError("data", `${file}: ${width} x ${height} pixels are too many; at most ${maxPixels} (4096 x 4096) are read`);
  }
  const [bitDepth, colourType, compression, filter, interlace] = content.subarray(8) as unknown as [number, number, number, number, number];
  const found = colours[colourType];
  if (!found?.bitDepths.includes(bitDepth)) throw damaged(file, `colour type ${colourType} with ${bitDepth} bits a sample does not exist`);
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw damaged(file, `compression, filter, interlace ${compression}, ${filter}, ${interlace} do not exist`);
  }
  return { width, height, bitDepth, colour: found.colour, interlaced: interlace === 1 };
}

function truncated(file: string): LockstepError {
  return new LockstepError("data", `${file}: the PNG file is truncated: its end is missing`);
}

function damaged(file: string, problem: string): LockstepError {
  return new LockstepError("data", `${file}: the PNG file is damaged: ${problem}`);
}
