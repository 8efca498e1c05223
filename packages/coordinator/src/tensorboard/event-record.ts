import { crc32c } from "./crc32c.ts";

/** Bytes before the data of a record (its length and the checksum of the length), and after it (the checksum of the data). */
const headBytes = 12;
const tailBytes = 4;

/**
 * A record of a TFRecord file (tensorflow/core/lib/io/record_writer.h): length as uint64, masked CRC-32C of these 8 bytes, the data, its
 * masked CRC-32C; all little-endian.
 */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(headBytes + data.length + tailBytes);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, headBytes);
  record.writeUInt32LE(maskedCrc32c(data), headBytes + data.length);
  return record;
}

/** So that the checksum of bytes that hold checksums says something (tensorflow/core/lib/hash/crc32c.h). */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}

/**
 * Takes the records of a file one after the other, up to its end or the first that is not whole or does not have its checksums.
 * @param onRecord the data of each
 * @returns where the last whole record ends
 */
export function readRecords(file: Uint8Array, onRecord: (data: Uint8Array) => void): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; ;) {
    const dataAt = at + headBytes;
    if (dataAt > file.length || view.getUint32(at + 8, true) !== maskedCrc32c(file.subarray(at, at + 8))) return at;
    const length = view.getBigUint64(at, true);
    if (length > BigInt(file.length - dataAt - tailBytes)) return at;
    const data = file.subarray(dataAt, dataAt + Number(length));
    if (view.getUint32(dataAt + data.length, true) !== maskedCrc32c(data)) return at;
    onRecord(data);
    at = dataAt + data.length + tailBytes;
  }
}
