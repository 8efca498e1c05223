import type { BackendName, WasmMemory } from "@lockstep/core/local";
import type * as tf from "@tensorflow/tfjs";
import type { NativeGraphs } from "./native-graph.ts";
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
  /** null: this backend runs operations one after the other */
  readonly graphs: NativeGraphs | null;
  /** Copies a float32 tensor's values to the start of `out` the cheapest way this backend has; `out` is at least as long as the tensor. */
  readInto(tensor: Tensor, out: Float32Array): void;
}

/** What the loader of a backend hands over; not yet active, not yet checked. */
export interface LoadedBackend extends Omit<Backend, "name" | "reason"> {
  /** name under which TensorFlow.js knows it */
  readonly tfBackendName: string;
}

/** What the project's own code uses of the WebAssembly backend. */
export interface WasmBackend extends KernelBackend {
  /** the module as Emscripten has it, with what it exports; its heap grows */
  readonly wasm: { readonly asm: { readonly memory: WasmMemory } };
  readonly dataIdMap: { get(dataId: object): { readonly shape: readonly number[] } };
  makeOutput(shape: readonly number[], dtype: "float32" | "int32"): TensorInfo;
  /** A live view of the heap: invalid as soon as anything else is allocated. */
  typedArrayFromHeap(tensor: TensorInfo): TypedArray;
}

/** What the project's own code uses of tfjs-node's kernel backend. */
export interface NativeBackend extends KernelBackend {
  readonly isUsingGpuDevice: boolean;
  /** the addon; it is looked up here at every operation, so another object can take its place */
  binding: NativeBinding;
  /** ids of the tensors in TensorFlow; those whose values are still in JavaScript only are made there first */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  executeSingleOutput(operation: string, attributes: readonly OperationAttribute[], inputs: readonly TensorInfo[]): TensorInfo;
  /** tensors that exist in TensorFlow */
  getNumOfTFTensors(): number;
}

/** Native addon of tfjs-node. Its tensors are numbers that are never used again after deleteTensor. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  /** @param dataType as TF_FLOAT; the tensor may share the memory of `values` as long as it lives */
  createTensor(shape: readonly number[], dataType: number, values: unknown): number;
  deleteTensor(tensor: number): void;
  tensorDataSync(tensor: number): TypedArray;
  executeOp(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputCount: number,
  ): readonly { readonly id: number; readonly shape: readonly number[]; readonly dtype: number }[];
}

export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}
