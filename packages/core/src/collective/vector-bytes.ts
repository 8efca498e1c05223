/** The bytes of elements [start, end) of a vector, as a view of the same memory. The wire format is the machine's own little-endian float32. */
export function bytesOf(vector: Float32Array, start = 0, end: number = vector.length): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset + start * vector.BYTES_PER_ELEMENT, (end - start) * vector.BYTES_PER_ELEMENT);
}
