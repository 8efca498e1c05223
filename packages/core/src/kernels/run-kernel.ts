import { LockstepError } from "../errors.ts";
import { maxKernelVectors, type ElementKernel } from "./element-kernel.ts";
import { KernelMemory, type KernelModule } from "./kernel-memory.ts";
import { webAssembly, type WasmFunction, type WasmMemory } from "./web-assembly.ts";

/** Environment variable: "reference" has JavaScript compute what kernels would, with the same bits and slower. */
export const kernelsVariable = "LOCKSTEP_KERNELS";

/** Elements that are copied at a time where vectors lie elsewhere: eight blocks of 32 KiB stay in a second-level cache. */
const stagedElements = 8192;

/** Where they are copied to. null: there are no kernels here; undefined: not known yet. */
let known: KernelMemory | null | undefined;

/**
 * Runs a kernel on elements [from, to) of every vector: in place where all of them are from one {@link allocateVectors}, else on copies.
 * @param scalars float32 values
 * @returns false, with nothing done, if there are no kernels here: no WebAssembly SIMD, or {@link kernelsVariable} says so
 * @throws LockstepError "invariant" if a vector has no such elements: next to it lies another one
 */
export function runKernel(
  kernel: ElementKernel,
  inputs: readonly Float32Array[],
  outputs: readonly Float32Array[],
  scalars: readonly number[],
  from: number,
  to: number,
): boolean {
  const staging = stagingFor(kernel);
  if (staging === null) return false;
  const vectors = [...inputs, ...outputs];
  check(kernel, inputs.length, vectors, scalars, from, to);
  const memory = KernelMemory.of(vectors);
  if (memory === null) runOnCopies(kernel, staging, inputs, outputs, scalars, from, to);
  else memory.run(kernel, vectors, scalars, from, to);
  return true;
}

/** The memory in which a vector lies and in which kernels work on it; null: it is an ordinary one, or there are no kernels here. */
export function kernelMemoryOf(kernel: KernelModule, vector: Float32Array): KernelMemory | null {
  return stagingFor(kernel) === null ? null : KernelMemory.of([vector]);
}

/** A memory for copies of a few thousand elements of each of {@link maxKernelVectors} vectors; null: there are no kernels here. */
export function kernelStaging(kernel: KernelModule): KernelMemory | null {
  return stagingFor(kernel);
}

/** `count` vectors of `length` zeros on which kernels work in place; ordinary ones if such cannot be had. */
export function allocateVectors(count: number, length: number): readonly Float32Array[] {
  return KernelMemory.allocate(count, length)?.vectors ?? Array.from({ length: count }, () => new Float32Array(length));
}

/**
 * Has kernels work in place on vectors in the heap of another WebAssembly module. Costs next to nothing; call it before each use, because a
 * heap that has grown is no longer known.
 */
export function adoptHeap(memory: WasmMemory): void {
  KernelMemory.adopt(memory);
}

/** The function of a kernel on addresses in the heap of another WebAssembly module; null: there are no kernels here. */
export function kernelOnHeap(kernel: KernelModule, memory: WasmMemory): WasmFunction | null {
  return stagingFor(kernel) === null ? null : (KernelMemory.adopt(memory)?.function(kernel) ?? null);
}

function runOnCopies(
  kernel: ElementKernel,
  memory: KernelMemory,
  inputs: readonly Float32Array[],
  outputs: readonly Float32Array[],
  scalars: readonly number[],
  from: number,
  to: number,
): void {
  const copies = memory.vectors.slice(0, inputs.length + outputs.length);
  const results = copies.slice(inputs.length);
  for (let start = from; start < to; start += stagedElements) {
    const end = Math.min(start + stagedElements, to);
    for (const [index, input] of inputs.entries()) copies[index]?.set(input.subarray(start, end));
    memory.run(kernel, copies, scalars, 0, end - start);
    for (const [index, result] of results.entries()) outputs[index]?.set(result.subarray(0, end - start), start);
  }
}

function check(
  kernel: ElementKernel,
  inputs: number,
  vectors: readonly Float32Array[],
  scalars: readonly number[],
  from: number,
  to: number,
): void {
  const outputs = vectors.length - inputs;
  if (inputs !== kernel.inputs || outputs !== kernel.outputs || scalars.length !== kernel.scalars) {
    throw new LockstepError(
      "invariant",
      `kernel of ${kernel.inputs} inputs, ${kernel.outputs} outputs and ${kernel.scalars} scalars, given ${inputs}, ${outputs} and ${scalars.length}`,
    );
  }
  const shortest = Math.min(...vectors.map(({ length }) => length));
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= shortest))
    throw new LockstepError("invariant", `kernel: elements [${from}, ${to}) of vectors of which one has ${shortest}`);
}

/** @param kernel any: a WebAssembly without SIMD takes none of them */
function stagingFor(kernel: KernelModule): KernelMemory | null {
  if (known === undefined) known = chooseStaging(kernel);
  return known;
}

function chooseStaging(kernel: KernelModule): KernelMemory | null {
  const wanted = process.env[kernelsVariable];
  if (wanted === "reference") return null;
  if (wanted !== undefined)
    throw new LockstepError("configuration", `${kernelsVariable} is "${wanted}"; it can be "reference" or left out`);
  if (webAssembly?.validate(kernel.module) !== true) return null;
  return KernelMemory.allocate(maxKernelVectors, stagedElements);
}
