const pageBytes = 65_536;
/** Vectors begin at cache lines: no access of four elements lies on two, and TensorFlow takes such memory as it is. */
const alignBytes = 64;

/** Bytes from one vector of `length` float32 to the next. */
export const vectorStride = (length: number): number => Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / alignBytes) * alignBytes;

/**
 * Makes a WebAssembly memory of at least so many bytes that does not grow.
 * @returns null for more than the 4 GiB that an address of 32 bits reaches, or than the system has
 */
export function fixedMemory<Memory>(
  bytes: number,
  make: (limits: { readonly initial: number; readonly maximum: number }) => Memory,
): Memory | null {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  try {
    return make({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
