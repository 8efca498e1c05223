import type { DataType, KernelConfig, KernelFunc, Tensor, TensorInfo, TypedArray } from "@tensorflow/tfjs";
import type { TensorFlow, WasmBackend } from "../../backend/tensorflow.ts";
import type { RecordedInputs, Recorder } from "./machine.ts";
import type { Instruction, KernelCall, RecordingOutcome, Slot } from "./recording.ts";

/** A kernel as TensorFlow.js calls it. Shapes belong to the call: a reshaped tensor is the same memory read otherwise. */
export interface WasmCall extends KernelCall {
  readonly attributes: NonNullable<Parameters<KernelFunc>[0]["attrs"]>;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: DataType }[];
  /** whether the kernel takes an array of tensors instead of names */
  readonly inputsAreList: boolean;
}

/** Their results come from a generator as well, not from their inputs alone. */
const randomKernels: ReadonlySet<string> = new Set(["Multinomial"]);

/** Whether the kernel's result has the bits of its input, so that the input does as well: nothing writes to a tensor again. */
function isCopy(name: string, input: TensorInfo | undefined, output: TensorInfo): boolean {
  return name === "Identity" || (name === "Cast" && input?.dtype === output.dtype);
}

/**
 * Listens at the border between engine and backend: every kernel that is called from outside of a kernel, every value that is written from
 * JavaScript, and every one that is read back, after which JavaScript may do anything.
 */
export class WasmRecorder implements Recorder<WasmCall> {
  readonly #slots = new Map<object, Slot>();
  /** what JavaScript wrote, and may read as well */
  readonly #constants = new Set<object>();
  readonly #inputCount: number;
  readonly #instructions: Instruction<WasmCall>[] = [];
  readonly #undo: (() => void)[] = [];
  #slotCount = 0;
  #depth = 0;
  #problem: string | null = null;

  constructor(tf: TensorFlow, backend: WasmBackend, { parameters, masks, features, labels }: RecordedInputs) {
    for (const { dataId } of [...parameters, ...masks, features, labels]) this.#slotOf(dataId);
    this.#inputCount = this.#slotCount;
    for (const kernel of tf.getKernelsForBackend(tf.getBackend())) this.#listenToKernel(kernel);
    this.#listenToMemory(backend);
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  finish(outputs: readonly Tensor[]): RecordingOutcome<WasmCall> {
    this.stop();
    const slots = outputs.map(({ dataId }) => this.#slots.get(dataId));
    if (slots.includes(undefined)) this.#refuse("a result was not computed by a kernel");
    if (this.#problem !== null) return this.#problem;
    return {
      inputCount: this.#inputCount,
      slotCount: this.#slotCount,
      instructions: this.#instructions,
      outputs: slots as readonly Slot[],
    };
  }

  #listenToKernel(kernel: KernelConfig): void {
    const { kernelFunc } = kernel;
    // The engine takes the function from the registered object at every call.
    kernel.kernelFunc = (call) => {
      if (this.#depth > 0) return kernelFunc(call);
      this.#depth++;
      let result: ReturnType<KernelFunc>;
      try {
        result = kernelFunc(call);
      } finally {
        this.#depth--;
      }
      this.#recordCall(kernel.kernelName, call, result);
      return result;
    };
    this.#undo.push(() => (kernel.kernelFunc = kernelFunc));
  }

  #recordCall(name: string, { inputs, attrs }: Parameters<KernelFunc>[0], result: ReturnType<KernelFunc>): void {
    if (this.#problem !== null) return;
    if (randomKernels.has(name)) return this.#refuse(`kernel ${name} draws random numbers`);
    // TensorFlow.js leaves optional inputs undefined, or null.
    const given = Object.entries(inputs as Readonly<Record<string, TensorInfo | null | undefined>>).flatMap(([key, tensor]) =>
      tensor ? [{ key, tensor }] : [],
    );
    const inputSlots = given.map(({ tensor }) => this.#slots.get(tensor.dataId));
    if (inputSlots.includes(undefined)) return this.#refuse(`kernel ${name} takes a tensor that was made outside of the gradient`);
    const results = Array.isArray(result) ? result : [result];
    // Reshape and its like: the input's memory under another shape.
    if (results.every(({ dataId }) => this.#slots.has(dataId))) return;
    const [only] = results;
    if (only !== undefined && isCopy(name, given[0]?.tensor, only)) {
      this.#slots.set(only.dataId, inputSlots[0] as Slot);
      return;
    }
    let attributes: WasmCall["attributes"];
    try {
      attributes = structuredClone(attrs ?? {});
    } catch {
      return this.#refuse(`kernel ${name} has attributes that are no plain data`);
    }
    this.#instructions.push({
      kind: "call",
      call: {
        name,
        attributes,
        inputs: given.map(({ key, tensor: { shape, dtype } }) => ({ name: key, shape: [...shape], dtype })),
        inputsAreList: Array.isArray(inputs),
      },
      inputs: inputSlots as Slot[],
      outputs: results.map(({ dataId }) => this.#slotOf(dataId)),
    });
  }

  #listenToMemory(backend: WasmBackend): void {
    // Own properties that hide the methods of the prototype.
    const own = backend as { write?: WasmBackend["write"]; readSync?: WasmBackend["readSync"] };
    const write = backend.write.bind(backend);
    const readSync = backend.readSync.bind(backend);
    own.write = (values, shape, dtype) => {
      const dataId = write(values, shape, dtype);
      if (this.#depth === 0) this.#recordConstant(dataId, values, shape, dtype);
      return dataId;
    };
    own.readSync = (dataId) => {
      if (this.#depth === 0 && !this.#constants.has(dataId)) this.#refuse("JavaScript reads a tensor while the gradient is computed");
      return readSync(dataId);
    };
    this.#undo.push(() => {
      delete own.write;
      delete own.readSync;
    });
  }

  #recordConstant(dataId: object, values: unknown, shape: readonly number[], dtype: DataType): void {
    if (!ArrayBuffer.isView(values)) return this.#refuse(`JavaScript makes a tensor of type ${dtype}`);
    const copy = (values as TypedArray).slice();
    this.#constants.add(dataId);
    this.#instructions.push({ kind: "constant", values: copy, shape: [...shape], dtype, output: this.#slotOf(dataId) });
  }

  #slotOf(dataId: object): Slot {
    const slot = this.#slots.get(dataId) ?? this.#slotCount++;
    this.#slots.set(dataId, slot);
    return slot;
  }

  #refuse(problem: string): void {
    this.#problem ??= problem;
  }
}
