import { webAssembly } from "./web-assembly.ts";

const pageBytes = 65_536;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;
/** TensorFlow computes on memory from such an address as it is, and copies what begins elsewhere. */
const alignBytes = 64;

/**
 * `count` vectors of `length` zeros in memory that threads share. Each begins at a multiple of 64 bytes, because it is memory of WebAssembly (a
 * SharedArrayBuffer of one's own begins 16 bytes after one); where such cannot be had, it begins anywhere.
 */
export function sharedVectors(count: number, length: number): readonly Float32Array[] {
  const vectorBytes = Math.ceil((length * floatBytes) / alignBytes) * alignBytes;
  const buffer = sharedPages(Math.max(1, Math.ceil((count * vectorBytes) / pageBytes))) ?? new SharedArrayBuffer(count * vectorBytes);
  return Array.from({ length: count }, (_, index) => new Float32Array(buffer, index * vectorBytes, length));
}

function sharedPages(pages: number): SharedArrayBuffer | null {
  if (webAssembly === undefined) return null;
  try {
    return new webAssembly.Memory({ initial: pages, maximum: pages, shared: true }).buffer;
  } catch (error) {
    // More than the 4 GiB that an address of 32 bits reaches, or than the system has.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
