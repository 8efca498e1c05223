import type { KernelModule } from "./kernel-memory.ts";
import { factorBytes, lanes, ProductWriter } from "./product-writer.ts";
import { kernelOnHeap } from "./run-kernel.ts";
import type { WasmMemory } from "./web-assembly.ts";

/** b [inner, columns], c [rows, columns] and a [rows, inner], or [inner, rows] where it is transposed. */
export interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly isTransposed: boolean;
}

/** Addresses in a heap; matrices lie row by row, with nothing in between. */
export interface ProductPlaces {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** of {@link scratchBytes} */
  readonly scratch: number;
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const kernel: KernelModule = { module: new ProductWriter(false).module() };
const transposedKernel: KernelModule = { module: new ProductWriter(true).module() };

/** Whether {@link sparseProduct} takes matrices of this shape. */
export function isProductShape({ rows, columns, isTransposed }: ProductShape): boolean {
  return columns >= lanes && (!isTransposed || rows % lanes === 0);
}

/** Bytes of memory that {@link sparseProduct} overwrites. */
export function scratchBytes({ inner, isTransposed }: ProductShape): number {
  return (isTransposed ? lanes : 1) * inner * factorBytes;
}

/**
 * c = a b in the heap of another WebAssembly module, of float32 elements: each sum begins with 0, adds one product after the other from the
 * first on, and every product and sum is rounded. Time goes by the elements of a that are not 0.
 *
 * @param shape one that {@link isProductShape} takes; nothing is checked
 * @returns false, with nothing done but to the scratch, if an element of b is not finite or there are no kernels here
 */
export function sparseProduct(memory: WasmMemory, shape: ProductShape, { a, b, c, scratch }: ProductPlaces): boolean {
  const { rows, inner, columns, isTransposed } = shape;
  const run = kernelOnHeap(isTransposed ? transposedKernel : kernel, memory);
  if (run === null) return false;
  const strideBytes = (isTransposed ? rows : inner) * floatBytes;
  return run(a, b, c, scratch, rows, inner, strideBytes, columns * floatBytes) === 1;
}
