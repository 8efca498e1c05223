import { KernelMemory, type KernelModule } from "./kernel-memory.ts";
import { kernelStaging } from "./run-kernel.ts";
import { op, ValueType, WasmFunctionWriter } from "./wasm-function.ts";

/** what a byte stands for: byte * scale + offset */
export interface ByteScaling {
  readonly scale: number;
  readonly offset: number;
}

/** elements that the kernel makes in one turn of its loop */
const elements = 8;
/** elements of one load and one store */
const lanes = 4;
const laneBytes = 16;

const kernel: KernelModule = { module: scalingModule() };

/** The last quarter of a vector's memory, one byte for each element: where {@link scaleBytes} finds what it makes elements of. */
export function bytesToScale(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset + 3 * vector.length, vector.length);
}

/**
 * Makes of every byte in {@link bytesToScale} the element of the same index: byte * scale + offset in float64, rounded once to float32. From
 * the first on, no element is written over a byte that is still to be read. In place for vectors on which kernels work in place.
 */
export function scaleBytes(vector: Float32Array, scaling: ByteScaling): void {
  const staging = kernelStaging(kernel);
  if (staging === null) return scaleInJavaScript(vector, scaling, 0);
  const memory = KernelMemory.of([vector]);
  if (memory !== null) return scaleIn(memory, vector, scaling);
  const bytes = bytesToScale(vector);
  const stage = staging.vectors[0] as Float32Array;
  for (let start = 0; start < vector.length; start += stage.length) {
    const block = stage.subarray(0, Math.min(stage.length, vector.length - start));
    bytesToScale(block).set(bytes.subarray(start, start + block.length));
    scaleIn(staging, block, scaling);
    vector.set(block, start);
  }
}

/** What the kernel's bits are; also for where there is none, and for the elements from `from` on that are too few for it. */
export function scaleInJavaScript(vector: Float32Array, { scale, offset }: ByteScaling, from: number): void {
  const bytes = bytesToScale(vector);
  for (let i = from; i < vector.length; i++) vector[i] = (bytes[i] as number) * scale + offset;
}

function scaleIn(memory: KernelMemory, vector: Float32Array, scaling: ByteScaling): void {
  const whole = vector.length - (vector.length % elements);
  memory.run(kernel, [vector, bytesToScale(vector)], [scaling.scale, scaling.offset], 0, whole);
  scaleInJavaScript(vector, scaling, whole);
}

/** (vector, bytes, bytes of the vector, scale, offset) */
function scalingModule(): Uint8Array {
  const [vector, source, bytes, scale, offset] = [0, 1, 2, 3, 4];
  const code = new WasmFunctionWriter([ValueType.i32, ValueType.i32, ValueType.i32, ValueType.f64, ValueType.f64]);
  const [end, scales, offsets] = [code.local(ValueType.i32), code.local(ValueType.v128), code.local(ValueType.v128)];
  const integers = code.local(ValueType.v128);
  code.emit(op.localGet, vector).emit(op.localGet, bytes).emit(op.i32Add).emit(op.localSet, end);
  code.emit(op.localGet, scale).emit(op.f64x2Splat).emit(op.localSet, scales);
  code.emit(op.localGet, offset).emit(op.f64x2Splat).emit(op.localSet, offsets);

  const twoElements = (): void => {
    code.emit(op.localGet, integers).emit(op.f64x2ConvertLowI32x4Signed);
    code.emit(op.localGet, scales).emit(op.f64x2Mul).emit(op.localGet, offsets).emit(op.f64x2Add);
    code.emit(op.f32x4DemoteF64x2Zero);
  };
  code.emit(op.block).emit(op.loop);
  code.emit(op.localGet, vector).emit(op.localGet, end).emit(op.i32GeU).emit(op.branchIf, 1);
  for (let group = 0; group < elements / lanes; group++) {
    code.emit(op.localGet, vector);
    code.emit(op.localGet, source).access(op.v128Load32Zero, group * lanes);
    code.emit(op.i16x8ExtendLowI8x16Unsigned).emit(op.i32x4ExtendLowI16x8Unsigned).emit(op.localSet, integers);
    twoElements();
    code.emit(op.localGet, integers).emit(op.localGet, integers).shuffle([2, 3, 2, 3]).emit(op.localSet, integers);
    twoElements();
    code.shuffle([0, 1, 4, 5]).access(op.v128Store, group * laneBytes);
  }
  code.emit(op.localGet, source).constant(elements).emit(op.i32Add).emit(op.localSet, source);
  code
    .emit(op.localGet, vector)
    .constant(elements * Float32Array.BYTES_PER_ELEMENT)
    .emit(op.i32Add)
    .emit(op.localSet, vector);
  code.emit(op.branch, 0).emit(op.end).emit(op.end);
  return code.module();
}
