import type { BackendName } from "@lockstep/core";
import type * as tf from "@tensorflow/tfjs";
import type { KernelBackend, Tensor, TensorInfo, TypedArray } from "@tensorflow/tfjs";

/** The TensorFlow.js API, as any of its packages exports it. Only types are imported: which package is loaded is decided at run time. */
export type TensorFlow = typeof tf;

/** A loaded, checked TensorFlow.js backend. One a process (or gradient thread). */
export interface Backend {
  readonly name: BackendName;
  /** of the package that computes; all workers of a run must agree on name and version, else bits differ */
  readonly version: string;
  readonly tf: TensorFlow;
  /** one sentence: what was tried, in order, and what came of it */
  readonly reason: string;
  /** whether it computes on a GPU */
  readonly usesGpu: boolean;
  /** what the user should know about how it is set up; usually empty */
  readonly warnings: readonly string[];
  /** true: a tensor made from a typed array has its own memory; false: it may share the array's, which must then never be written again */
  readonly copiesUploads: boolean;
  /** Copies a float32 tensor's values to the start of `out` the cheapest way this backend has; `out` is at least as long as the tensor. */
  readInto(tensor: Tensor, out: Float32Array): void;
}

/** What the loader of a backend hands over; not yet active, not yet checked. */
export interface LoadedBackend extends Omit<Backend, "name" | "reason"> {
  /** name under which TensorFlow.js knows it */
  readonly tfBackendName: string;
}

/** What the project's own kernels use of the WebAssembly backend. */
export interface WasmBackend extends KernelBackend {
  makeOutput(shape: readonly number[], dtype: "float32" | "int32"): TensorInfo;
  /** A live view of the heap: invalid as soon as anything else is allocated. */
  typedArrayFromHeap(tensor: TensorInfo): TypedArray;
}
