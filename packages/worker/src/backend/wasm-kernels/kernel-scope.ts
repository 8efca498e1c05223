import { LockstepError, type WasmMemory } from "@lockstep/core/local";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow, WasmBackend } from "../tensorflow.ts";

/** What a kernel of this project is given: the stock kernels, the heap, and a scope that frees its intermediate tensors. */
export interface KernelScope {
  /** Runs the stock WebAssembly kernel `name`; the result belongs to the scope until it is returned from the kernel. */
  run(name: string, inputs: Readonly<Record<string, TensorInfo | undefined>>, attributes?: object): TensorInfo;
  /** A new tensor with arbitrary contents; belongs to the scope until it is returned from the kernel. */
  allocate(shape: readonly number[], dtype: "float32" | "int32"): TensorInfo;
  /** A live view of the tensor's elements; take it after the last allocation of the kernel, because a growing heap moves. */
  view(tensor: TensorInfo): Float32Array | Int32Array;
  /** Where all tensors lie. */
  readonly heap: WasmMemory;
}

export type KernelInputs = Readonly<Record<string, TensorInfo | undefined>>;

/** One kernel: inputs and attributes as TensorFlow.js hands them over, one tensor out. */
export type ScopedKernel<Attributes> = (scope: KernelScope, inputs: KernelInputs, attributes: Attributes) => TensorInfo;

const backendName = "wasm";

/** The stock kernels, taken when they are first asked for; the registry is replaced under their feet afterwards. */
export class StockKernels {
  readonly #tf: TensorFlow;
  readonly #kernels = new Map<string, KernelFunc>();

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  get(name: string): KernelFunc {
    let kernel = this.#kernels.get(name);
    if (kernel === undefined) {
      kernel = this.#tf.getKernel(name, backendName)?.kernelFunc;
      if (kernel === undefined) {
        throw new LockstepError("configuration", `backend wasm: kernel ${name} is missing; install @tensorflow/tfjs-backend-wasm 4.22.0`);
      }
      this.#kernels.set(name, kernel);
    }
    return kernel;
  }
}

/**
 * Registers `kernel` under `name` in place of the stock one. All tensors it makes are freed, also when it throws, except the one returned.
 */
export function replaceKernel<Attributes>(tf: TensorFlow, stock: StockKernels, name: string, kernel: ScopedKernel<Attributes>): void {
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) =>
    withScope(stock, backend as WasmBackend, inputs, attrs as Attributes, kernel);
  const replaced = tf.getKernel(name, backendName) as KernelConfig | undefined;
  if (replaced !== undefined) tf.unregisterKernel(name, backendName);
  // With the stock kernel's set-up, which binds it to the WebAssembly module: TensorFlow.js runs it again whenever it makes the backend
  // anew.
  tf.registerKernel({ ...replaced, kernelName: name, backendName, kernelFunc });
}

function withScope<Attributes>(
  stock: StockKernels,
  backend: WasmBackend,
  inputs: KernelInputs,
  attributes: Attributes,
  kernel: ScopedKernel<Attributes>,
): TensorInfo {
  const made: TensorInfo[] = [];
  const keep = (tensor: TensorInfo): TensorInfo => {
    made.push(tensor);
    return tensor;
  };
  let result: TensorInfo | undefined;
  try {
    result = kernel(
      {
        run: (name, stockInputs, attributes = {}) =>
          keep(stock.get(name)({ inputs: stockInputs, attrs: { ...attributes }, backend }) as TensorInfo),
        allocate: (shape, dtype) => keep(backend.makeOutput(shape, dtype)),
        view: (tensor) => backend.typedArrayFromHeap(tensor) as Float32Array | Int32Array,
        heap: backend.wasm.asm.memory,
      },
      inputs,
      attributes,
    );
    return result;
  } finally {
    // By object, not by dataId: a stock kernel may return its input's memory with one more reference, which is given back here.
    for (const tensor of made) if (tensor !== result) backend.disposeData(tensor.dataId);
  }
}

/** An input that the kernel cannot do without. */
export function requireInput(inputs: KernelInputs, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new LockstepError("invariant", `wasm kernel: input ${name} is missing`);
  return tensor;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
