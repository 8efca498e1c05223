import { isProductShape, scratchBytes, sparseProduct, type ProductShape } from "@lockstep/core/local";
import type { TensorInfo } from "@tensorflow/tfjs";
import { elementCount, type KernelScope } from "./kernel-scope.ts";

/** Elements of a that are looked at. */
const samples = 64;
/** A prime, so that no matrix of pictures is looked at in a few columns only. */
const sampleStride = 7919;
/** Of a with fewer zeros XNNPACK multiplies faster, but it packs b first, and has a transposed for it. */
const leastZeros = 0.4;
/** Both cost more than they win for so few rows and so much of b: what stays in a second-level cache, or, where a is transposed, in a first-level one. */
const unpackedRows = 64;
const cachedElements = 2 ** 17;
const nearElements = 2 ** 12;

/**
 * The product of two matrices by the project's own kernel, which needs no packing and leaves out what is 0 in a: in pictures, and behind relu.
 * It has XNNPACK's bits.
 *
 * @param a [..., M, K], or [..., K, M] where it is transposed, and b [..., K, N]; not transposed
 * @returns null where XNNPACK is faster or has to do it
 */
export function sparseMatMul(scope: KernelScope, a: TensorInfo, b: TensorInfo, isTransposed: boolean): TensorInfo | null {
  const batches = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)];
  const [rowsOfA, columnsOfA] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1) as number;
  const [rows, inner] = isTransposed ? [columnsOfA, rowsOfA] : [rowsOfA, columnsOfA];
  const shape = { rows, inner, columns, isTransposed };
  if (elementCount(batches) !== 1 || !isProductShape(shape) || a.dtype !== "float32" || b.dtype !== "float32") return null;
  if (!isWorthwhile(shape, zeroShare(scope.view(a)))) return null;

  const leading = a.shape.length > b.shape.length ? a.shape : b.shape;
  const c = scope.allocate([...leading.slice(0, -2), rows, columns], "float32");
  const scratch = scope.allocate([scratchBytes(shape) / Int32Array.BYTES_PER_ELEMENT], "int32");
  const address = (tensor: TensorInfo): number => scope.view(tensor).byteOffset;
  const places = { a: address(a), b: address(b), c: address(c), scratch: address(scratch) };
  return sparseProduct(scope.heap, shape, places) ? c : null;
}

/** Whether the own kernel is expected to be faster, by measurements of dense layers of 16 to 256 samples; the bits are the same either way. */
export function isWorthwhile({ rows, inner, columns, isTransposed }: ProductShape, zeros: number): boolean {
  if (zeros >= leastZeros) return true;
  return isTransposed ? inner * columns <= nearElements : rows <= unpackedRows && inner * columns <= cachedElements;
}

/** The share of zeros among some of the elements. */
function zeroShare(elements: Float32Array | Int32Array): number {
  const count = Math.min(samples, elements.length);
  let zeros = 0;
  for (let i = 0; i < count; i++) if (elements[(i * sampleStride) % elements.length] === 0) zeros++;
  return zeros / count;
}
