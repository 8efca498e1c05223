import { fixedMemory, vectorStride } from "./fixed-memory.ts";
import { webAssembly } from "./web-assembly.ts";

/**
 * `count` vectors of `length` zeros in memory that threads share. Each begins at a multiple of 64 bytes, because it is memory of WebAssembly (a
 * SharedArrayBuffer of one's own begins 16 bytes after one); where such cannot be had, it begins anywhere.
 */
export function sharedVectors(count: number, length: number): readonly Float32Array[] {
  const vectorBytes = vectorStride(length);
  const bytes = count * vectorBytes;
  const Memory = webAssembly?.Memory;
  const memory = Memory && fixedMemory(bytes, (limits) => new Memory({ ...limits, shared: true }));
  const buffer = memory?.buffer ?? new SharedArrayBuffer(bytes);
  return Array.from({ length: count }, (_, index) => new Float32Array(buffer, index * vectorBytes, length));
}
