import { crc32, deflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colourTypes = { grey: 0, rgb: 2, palette: 3, "grey-alpha": 4, rgba: 6 } as const;

/** A picture to write: `samples` gives the values of a pixel, as many as its colour has. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly colour: keyof typeof colourTypes;
  readonly bitDepth: 8 | 16;
  /** three bytes a colour; only with "palette" */
  readonly palette?: Uint8Array;
  readonly samples: (x: number, y: number) => readonly number[];
}

function chunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The picture as a PNG file, its rows unfiltered. */
export function encodePng({ width, height, colour, bitDepth, palette, samples }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourTypes[colour], 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) => {
    const values = Array.from({ length: width }, (_unused, x) => samples(x, y)).flat();
    return Buffer.from([0, ...(bitDepth === 8 ? values : values.flatMap((value) => [value >> 8, value & 255]))]);
  });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    ...(palette === undefined ? [] : [chunk("PLTE", palette)]),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}
