import { LockstepError } from "../errors.ts";

/** Unsigned bytes in an IDX file: labels have one dimension, images three (count, rows, columns). */
export type IdxKind = "labels" | "images";

const magicNumbers: Readonly<Record<IdxKind, number>> = { labels: 0x0000_0801, images: 0x0000_0803 };

/** The format can say more; nothing that this program trains on comes near. */
const maxImageSide = 4096;

export interface IdxArray {
  /** [count] or [count, rows, columns], all at least 1 */
  readonly shape: readonly number[];
  /** the values, row-major: a view of the file's bytes */
  readonly values: Uint8Array;
  /** byte of the file at which the values begin */
  readonly valuesOffset: number;
}

/** A damaged or unfit data file: says which, at which byte, what was expected and what is there. */
export function dataFileError(file: string, offset: number, expected: string, found: string): LockstepError {
  return new LockstepError("data", `${file}: at byte ${offset}: expected ${expected}, found ${found}`);
}

/**
 * Reads an IDX file of unsigned bytes strictly (format: yann.lecun.com/exdb/mnist): big-endian magic number, one uint32 a dimension, then
 * exactly as many bytes as the dimensions say. Throws a LockstepError "data" that names file and byte.
 * @param file name for the error
 */
export function parseIdx(bytes: Uint8Array, kind: IdxKind, file: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (offset: number, what: string): number => {
    if (offset + 4 > bytes.length) throw dataFileError(file, bytes.length, `${what} (4 bytes at byte ${offset})`, "the end of the file");
    return view.getUint32(offset);
  };

  const magic = word(0, "the magic number");
  const expectedMagic = magicNumbers[kind];
  if (magic !== expectedMagic) {
    throw dataFileError(file, 0, `the magic number ${hex(expectedMagic)} (${kind} as unsigned bytes)`, hex(magic));
  }
  const shape: number[] = [];
  let length = 1;
  for (let dimension = 0; dimension < (magic & 0xff); dimension++) {
    const offset = 4 + 4 * dimension;
    const size = word(offset, `the size of dimension ${dimension}`);
    if (dimension === 0 && size === 0) throw dataFileError(file, offset, "at least one sample", "none");
    if (dimension > 0 && (size === 0 || size > maxImageSide)) {
      throw dataFileError(file, offset, `an image side of 1 to ${maxImageSide} pixels`, `${size}`);
    }
    shape.push(size);
    length *= size;
  }

  const valuesOffset = 4 + 4 * shape.length;
  const expectedEnd = valuesOffset + length;
  if (bytes.length < expectedEnd) {
    throw dataFileError(
      file,
      bytes.length,
      `${expectedEnd} bytes in all for the dimensions ${shape.join(" x ")}`,
      "the end of the file (it is truncated)",
    );
  }
  if (bytes.length > expectedEnd) {
    throw dataFileError(
      file,
      expectedEnd,
      `the end of the file for the dimensions ${shape.join(" x ")}`,
      `${bytes.length - expectedEnd} more bytes`,
    );
  }
  return { shape, values: bytes.subarray(valuesOffset), valuesOffset };
}

/**
 * The bytes of an IDX file that {@link parseIdx} reads.
 * @param shape [count] of labels, [count, rows, columns] of images
 * @param values as many bytes as the shape says, row-major
 */
export function encodeIdx(kind: IdxKind, shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(magicNumbers[kind]);
  shape.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return Buffer.concat([header, values]);
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
