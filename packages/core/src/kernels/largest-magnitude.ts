import { kernelMemoryOf } from "./run-kernel.ts";
import type { KernelModule } from "./kernel-memory.ts";
import { op, ValueType, WasmFunctionWriter } from "./wasm-function.ts";

const lanes = 4;
const laneBytes = 16;
const withoutSign = 0x7fff_ffff;

const kernel: KernelModule = { module: magnitudeModule() };

/**
 * The largest magnitude among the elements of a vector; NaN if one of them is NaN, 0 if there are none. Magnitudes are compared as integers:
 * without the sign, the bits of float32 values are in the order of the values, infinity above all numbers and NaN above infinity.
 * @returns null if the vector is not one of allocateVectors, or there are no kernels here
 */
export function largestMagnitude(vector: Float32Array): number | null {
  const memory = kernelMemoryOf(kernel, vector);
  const findings = memory?.findings ?? null;
  if (memory === null || findings === null) return null;
  const whole = vector.length - (vector.length % lanes);
  memory.run(kernel, [vector, findings], [], 0, whole);
  let largest = 0;
  // Math.max gives NaN if one of its arguments is NaN.
  for (const magnitude of findings) largest = Math.max(largest, magnitude);
  for (let i = whole; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] as number));
  return largest;
}

/** (vector, findings, bytes): the largest magnitude in each of the four lanes. */
function magnitudeModule(): Uint8Array {
  const [vector, findings, bytes] = [0, 1, 2];
  const code = new WasmFunctionWriter([ValueType.i32, ValueType.i32, ValueType.i32]);
  const [offset, mask, largest] = [code.local(ValueType.i32), code.local(ValueType.v128), code.local(ValueType.v128)];
  code.constant(withoutSign).emit(op.i32x4Splat).emit(op.localSet, mask);
  code.emit(op.block).emit(op.loop);
  code.emit(op.localGet, offset).emit(op.localGet, bytes).emit(op.i32GeU).emit(op.branchIf, 1);
  code.emit(op.localGet, vector).emit(op.localGet, offset).emit(op.i32Add).access(op.v128Load);
  code.emit(op.localGet, mask).emit(op.v128And).emit(op.localGet, largest).emit(op.i32x4MaxSigned).emit(op.localSet, largest);
  code.emit(op.localGet, offset).constant(laneBytes).emit(op.i32Add).emit(op.localSet, offset);
  code.emit(op.branch, 0).emit(op.end).emit(op.end);
  code.emit(op.localGet, findings).emit(op.localGet, largest).access(op.v128Store);
  return code.module();
}
