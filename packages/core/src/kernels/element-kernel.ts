import { LockstepError } from "../errors.ts";
import type { Expression } from "./expression.ts";
import type { KernelModule } from "./kernel-memory.ts";
import { KernelWriter } from "./kernel-writer.ts";

/** Most vectors that one kernel works on, inputs and outputs together: Adam's seven and one to spare. */
export const maxKernelVectors = 8;

/** A function that makes float32 vectors out of float32 vectors, each element by itself, as a WebAssembly module of a few hundred bytes. */
export interface ElementKernel extends KernelModule {
  readonly inputs: number;
  readonly outputs: number;
  readonly scalars: number;
  /** exports one function: addresses of the inputs and the outputs, bytes of each of these vectors, scalars */
  readonly module: Uint8Array;
}

/**
 * @param inputs names of the vectors read, in the order in which they are given to the function
 * @param scalars names of the float32 numbers, in order
 * @param outputs what an element of each output is, from that element of the inputs; an output may be written over an input
 * @throws LockstepError "invariant" for more than {@link maxKernelVectors} vectors
 */
export function elementKernel<Name extends string>(
  inputs: readonly Name[],
  scalars: readonly Name[],
  outputs: (named: Readonly<Record<Name, Expression>>) => readonly Expression[],
): ElementKernel {
  const named: Partial<Record<Name, Expression>> = {};
  for (const name of inputs) named[name] = { kind: "input", name };
  for (const name of scalars) named[name] = { kind: "scalar", name };
  const results = outputs(named as Record<Name, Expression>);
  const vectors = inputs.length + results.length;
  if (vectors > maxKernelVectors)
    throw new LockstepError("invariant", `a kernel of ${vectors} vectors; at most ${maxKernelVectors} are possible`);
  const module = new KernelWriter(inputs, scalars, results).module();
  return { inputs: inputs.length, outputs: results.length, scalars: scalars.length, module };
}
