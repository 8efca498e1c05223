import { crc32, deflateSync } from "node:zlib";

/** Side lengths of the images in {@link foreignFiles}, and what their pixel (x, y) is: 0 .. 255. */
export const foreignWidth: number = 11;
export const foreignHeight: number = 9;
export function foreignPixel(x: number, y: number): { grey: number; rgb: readonly [number, number, number]; alpha: number } {
  const grey = ((3 * x + 5 * y) % 4) * 85;
  return { grey, rgb: [grey, 255 - grey, ((x + y) % 2) * 255], alpha: x % 3 === 0 ? 51 : 255 };
}

/** PNG files of that image that another program wrote (PyPNG 0.20), base64; the name says colour type, bits a sample, interlacing. */
export const foreignFiles: Readonly<Record<string, string>> = {
  "grey-1-interlaced": "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJAQAAAAG7GNsWAAAAGklEQVR42mNggIMHYLgCDAOg2FiB4cwBCAkAqsoKR+qasX8AAAAASUVORK5CYII=",
  "grey-2": "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJAgAAAACLv5FQAAAAG0lEQVR42mOwtLRg8PPzYZg8eQLDkydPGLDwAdRVDJNULIL7AAAAAElFTkSuQmCC",
  "grey-4-interlaced":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJBAAAAAFz+FRmAAAAJklEQVR42mNgQIBVC6BowQII/vr1A0N8fAAKHfALCD8w/ALTqDwAGlshrby2NusAAAAASUVORK5CYII=",
  "grey-8": "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAAAAADBD4nxAAAAHElEQVR42mNg+L8qFIoZQhEchlUIDpISFA6p6gFemjF6G7+ezAAAAABJRU5ErkJggg==",
  "grey-8-key":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAAAAADBD4nxAAAAAnRSTlMAqkCQh84AAAAcSURBVHjaY2D4vyoUihlCERyGVQgOkhIUDqnqAV6aMXobv57MAAAAAElFTkSuQmCC",
  "grey-16-interlaced":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJEAAAAAHmmGUkAAAALUlEQVR42mNgwA5WgQEGxQDHqJz//0NDIZgBxggNJUYUpHXVKlQaixCYJkk1AGUnYvPv1f0cAAAAAElFTkSuQmCC",
  "rgb-8-interlaced":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAIAAAEcAXHsAAAAOklEQVR42mNg+M8AQkgUEheIVoVCES4WUBEyiU3oP8P/0FX/4SQDMgdIkiPPAIZA87Gy8clB2VQwAwAnT5NtcyQwuAAAAABJRU5ErkJggg==",
  "rgb-16":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJEAIAAAA7lp05AAAAMUlEQVR42mNgYPj/H4ZXrQoNZWAIDV21CiFGWJxkDZjiDOTZjCxOkRdg4qNhQcWwAABYvCbod6e1mAAAAABJRU5ErkJggg==",
  "palette-4-interlaced":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJBAMAAAFhTfuIAAAADFBMVEUA/wBVqv+qVQD/AP9lQrgiAAAAJUlEQVR42mNgQAAlBShSUIBgQ0MDBmFhARRawAgIDRiMwDQqDwDSQwa96z+nCwAAAABJRU5ErkJggg==",
  "palette-8-alpha":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAMAAADTuiYfAAAAGFBMVEUA/wBVqv+qVQD/AP8A/wBVqv+qVQD/AP+2h4AMAAAACHRSTlMzMzMz/////5/6LkYAAAAmSURBVHjaY2BgZ2NkYWdiZWFmY4AxWBnYGWAMoCwDjAGUZaBAPQBUhAGSemxzegAAAABJRU5ErkJggg==",
  "grey-alpha-8":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAQAAABObR6mAAAAMElEQVR42mNgMP7/f9X/UGOG/0DaOPQ/kDZe9Z8BXQBIAxUyoAtAdDKgC0B10t9sAP/bd2d1ZJfqAAAAAElFTkSuQmCC",
  "rgba-8-interlaced":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJCAYAAAGTY+a7AAAAVElEQVR42rVOWw7AMAjiTpyll+wlmQ+aLdnSrzVWEbBGQGCk8Gzu0lLGHFAkE/ek/hSRRe2MCI0pGhVIrMZYAz9MthMvr0nDvK4xZ0sfovl7ybHNF65F2VonL/CLAAAAAElFTkSuQmCC",
  "rgba-16":
    "iVBORw0KGgoAAAANSUhEUgAAAAsAAAAJEAYAAAC09ApuAAAATElEQVR42u2QMQoAMAgD86e8xU/6ybQixXbo5FSog4iHwQSABJDRNcvdLCYzd4lMHmTnZPLcFifXPboCJ68H0RW4OURX4O7wZ/xsxgPaxrLCPGToRgAAAABJRU5ErkJggg==",
};

/** 40 x 30 RGB with rows of filters 1 and 4, written by Pillow 13: pixel (x, y) is (x^2 + 3y, 7x + y^2, x y) modulo 256. */
export const filteredFile: string =
  "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAACGklEQVR42r2TbYvaUBCFJ56xp9a6ru/GmKqVVERERESklKWUspTS//93+iFRb5KbeLVb4flwZnLDw0xuPBHxKKBUKaTUKHVKg9KktCgdSo8yoPiUgBJSJpQZZU6JKAvKkrKirCkbypayo+wpB8qR8pXyjfJC+U75QflJeaX8ovym/KEoPPE8Dw9HAfHgAZUHwSQoquJVPVQrqOKRKCgePbACAtSHoahlxNX/RS1VKup58bs3pm5pKhpWMd+Mhr2vaBaJ3/8rTWs/ioOiVSKu3UnLLKfWM4pOufiDC+s4dMxmWP6KondVXDeZpMuE3jmPYD2QQzFwEX+0MzDLYeExGwrfUdxI8BuXnNDPdA7Mn8miCNzEQQN8ytG1NZ1QhMXiMDPxE9g06KRLR6I4KCZp8aRk1bH4GXwG26fgztwsFTP3b3wWt25hmipnSVDMbxW3wRbYdmOCuf2RIrpJ3DlN3AY7dqI4hPlHr0ZWLNzF3fCy6ljcBbtYdJOQEKRLO4rljateZsS9NKNM5yV7IGahWF0Tr2JxP325THH/hG/kIqI4KNaGeO1+qzPiATgEB6XMzVKxcVn1sES8Yh8cXuMzNqmOYnvff2xO7J8m9hO2/iVzauQLit1V8ahMvBsZq/bBUZpJrpOg2DtPvM+Lg/Q3jsXBiU9GzqI45MSHuy/XWTwGQ3BcwBdwrDiWTxyexUFWHBaLQwvHOERx+Rfz4G0QVrZvUgAAAABJRU5ErkJggg==";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function pngChunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

export function pngFile(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([signature, ...chunks, pngChunk("IEND", new Uint8Array(0))]);
}

export interface PngHeaderFields {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
  readonly interlace?: number;
}

export function pngHeader({ width, height, bitDepth = 8, colourType = 0, interlace = 0 }: PngHeaderFields): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([bitDepth, colourType, 0, 0, interlace], 8);
  return pngChunk("IHDR", content);
}

/** The pixels as one IDAT chunk; each row of bytes begins with its filter. */
export function pngData(rows: readonly Uint8Array[]): Buffer {
  return pngChunk("IDAT", deflateSync(Buffer.concat(rows)));
}

/** An 8-bit grey image; row y is written with filter y mod 5. */
export function greyPng(width: number, height: number, grey: (x: number, y: number) => number): Buffer {
  const row = (y: number): Uint8Array => Uint8Array.from({ length: width }, (_, x) => (y < 0 ? 0 : grey(x, y)));
  const rows = Array.from({ length: height }, (_, y) => {
    const [line, above] = [row(y), row(y - 1)];
    const filtered = line.map((value, x) => {
      const a = line[x - 1] ?? 0;
      const b = above[x] ?? 0;
      const c = above[x - 1] ?? 0;
      const nearest = [a, b, c].toSorted((one, other) => Math.abs(a + b - c - one) - Math.abs(a + b - c - other))[0] ?? 0;
      return value - ([0, a, b, Math.floor((a + b) / 2), nearest][y % 5] ?? 0);
    });
    return Uint8Array.of(y % 5, ...filtered);
  });
  return pngFile(pngHeader({ width, height }), pngData(rows));
}
