import { LockstepError } from "../errors.ts";
import { fixedMemory, vectorStride } from "./fixed-memory.ts";
import { moduleNames } from "./wasm-function.ts";
import { webAssembly, type WasmFunction, type WasmMemory, type WasmModule, type WebAssemblyGlobal } from "./web-assembly.ts";

const floatBytes = Float32Array.BYTES_PER_ELEMENT;
/** of KernelMemory.findings */
const findingCount = 4;

/** A module that exports one function: addresses of vectors, bytes of each of them, scalars. */
export interface KernelModule {
  readonly module: Uint8Array;
}

const modules = new WeakMap<KernelModule, WasmModule>();
/** By buffer. A memory that grows gets another one and is found again by KernelMemory.adopt. */
const memories = new WeakMap<ArrayBufferLike, KernelMemory>();
const adopted = new WeakMap<WasmMemory, KernelMemory>();

/** Float32 vectors in one WebAssembly memory, and the kernels at work on it. */
export class KernelMemory {
  /** none in an adopted memory */
  readonly vectors: readonly Float32Array[];
  /** four elements for what a kernel finds out about vectors; null in an adopted memory */
  readonly findings: Float32Array | null;
  readonly #webAssembly: WebAssemblyGlobal;
  readonly #memory: WasmMemory;
  readonly #functions = new Map<KernelModule, WasmFunction>();

  private constructor(webAssembly: WebAssemblyGlobal, memory: WasmMemory, vectors: readonly Float32Array[], findings: Float32Array | null) {
    this.findings = findings;
    this.#webAssembly = webAssembly;
    this.#memory = memory;
    this.vectors = vectors;
  }

  /** `count` vectors of `length` zeros; null if there is no WebAssembly or no such memory. */
  static allocate(count: number, length: number): KernelMemory | null {
    if (webAssembly === undefined) return null;
    const { Memory } = webAssembly;
    const vectorBytes = vectorStride(length);
    const memory = fixedMemory(count * vectorBytes + vectorStride(findingCount), (limits) => new Memory(limits));
    if (memory === null) return null;
    const { buffer } = memory;
    const made = new KernelMemory(
      webAssembly,
      memory,
      Array.from({ length: count }, (_, index) => new Float32Array(buffer, index * vectorBytes, length)),
      new Float32Array(buffer, count * vectorBytes, findingCount),
    );
    memories.set(buffer, made);
    return made;
  }

  /** Has kernels work in place on vectors in a memory of someone else, until it grows; then it must be adopted again. */
  static adopt(memory: WasmMemory): KernelMemory | null {
    if (webAssembly === undefined) return null;
    const known = adopted.get(memory) ?? new KernelMemory(webAssembly, memory, [], null);
    adopted.set(memory, known);
    memories.set(memory.buffer, known);
    return known;
  }

  /** The memory in which all these vectors lie; null if there is none. */
  static of(vectors: readonly Float32Array[]): KernelMemory | null {
    const buffer = vectors[0]?.buffer;
    if (buffer === undefined || vectors.some((vector) => vector.buffer !== buffer)) return null;
    return memories.get(buffer) ?? null;
  }

  /**
   * Runs a kernel on elements [from, to). Nothing is checked.
   * @param vectors inputs, then outputs: all of this memory, of elements of four bytes
   */
  run(kernel: KernelModule, vectors: readonly ArrayBufferView[], scalars: readonly number[], from: number, to: number): void {
    this.function(kernel)(...vectors.map(({ byteOffset }) => byteOffset + from * floatBytes), (to - from) * floatBytes, ...scalars);
  }

  /** The function of a kernel, on addresses in this memory. */
  function(kernel: KernelModule): WasmFunction {
    return this.#functions.get(kernel) ?? this.#instantiate(kernel);
  }

  #instantiate(kernel: KernelModule): WasmFunction {
    const { Module, Instance } = this.#webAssembly;
    const module = modules.get(kernel) ?? new Module(kernel.module);
    modules.set(kernel, module);
    const { exports } = new Instance(module, { [moduleNames.imports]: { [moduleNames.memory]: this.#memory } });
    const run = exports[moduleNames.run];
    if (run === undefined) throw new LockstepError("invariant", `kernel: its module exports no "${moduleNames.run}"`);
    this.#functions.set(kernel, run);
    return run;
  }
}
