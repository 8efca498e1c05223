import type { DataType, KernelConfig, Tensor, TensorInfo, TypedArray } from "@tensorflow/tfjs";
import { javaScriptKernels } from "../../backend/loss-kernel.ts";
import type { NativeBackend, NativeBinding, OperationAttribute, TensorFlow } from "../../backend/tensorflow.ts";
import type { RecordedInputs, Recorder } from "./machine.ts";
import type { Instruction, KernelCall, RecordingOutcome, Slot } from "./recording.ts";

/** An operation of TensorFlow, or a kernel that is JavaScript on this backend too. */
export type NativeCall = OperationCall | JavaScriptCall;

export interface OperationCall extends KernelCall {
  readonly kind: "operation";
  readonly attributes: readonly OperationAttribute[];
  readonly outputCount: number;
}

export interface JavaScriptCall extends KernelCall {
  readonly kind: "javascript";
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: DataType }[];
  readonly outputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[];
}

/** Operations whose results come from a generator that TensorFlow keeps. */
const randomOperation = /Random|Multinomial|TruncatedNormal/;

/**
 * Listens at the border between tfjs-node and TensorFlow, because tfjs-node's kernels call each other through the engine: every operation,
 * every tensor that is made from values of JavaScript, and every one that is read back, after which JavaScript may do anything.
 */
export class NativeRecorder implements Recorder<NativeCall> {
  readonly #backend: NativeBackend;
  readonly #binding: NativeBinding;
  /** by number of the tensor in TensorFlow */
  readonly #slots = new Map<number, Slot>();
  readonly #shapes = new Map<Slot, string>();
  /** for a slot that is only a reshaped one, that one: the same elements in the same order */
  readonly #reshaped = new Map<Slot, Slot>();
  /** what JavaScript wrote, and may read as well */
  readonly #constants = new Set<number>();
  readonly #inputCount: number;
  readonly #instructions: Instruction<NativeCall>[] = [];
  readonly #undo: (() => void)[] = [];
  #slotCount = 0;
  #inKernel = false;
  #problem: string | null = null;

  constructor(tf: TensorFlow, backend: NativeBackend, { parameters, masks, features, labels }: RecordedInputs) {
    this.#backend = backend;
    this.#binding = backend.binding;
    const inputs = [...parameters, ...masks, features, labels];
    for (const [index, id] of backend.getInputTensorIds(inputs).entries()) this.#newSlot(id, inputs[index]?.shape ?? []);
    this.#inputCount = this.#slotCount;
    for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
      if (javaScriptKernels.has(kernel.kernelName)) this.#listenToKernel(kernel);
    }
    this.#listenToBinding();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  finish(outputs: readonly Tensor[]): RecordingOutcome<NativeCall> {
    this.stop();
    const slots = this.#backend.getInputTensorIds(outputs).map((id) => this.#slots.get(id));
    if (slots.includes(undefined)) this.#refuse("a result was not computed by an operation");
    if (this.#problem !== null) return this.#problem;
    return {
      inputCount: this.#inputCount,
      slotCount: this.#slotCount,
      instructions: this.#instructions,
      // Only their elements count.
      outputs: (slots as Slot[]).map((slot) => this.#elementsOf(slot)),
    };
  }

  #listenToBinding(): void {
    const binding = this.#binding;
    const listening: Pick<NativeBinding, "createTensor" | "tensorDataSync" | "executeOp"> = {
      createTensor: (shape, dataType, values) => {
        const id = binding.createTensor(shape, dataType, values);
        if (!this.#inKernel) this.#recordConstant(id, shape, dataType, values);
        return id;
      },
      tensorDataSync: (id) => {
        if (!this.#inKernel && !this.#constants.has(id)) this.#refuse("JavaScript reads a tensor while the gradient is computed");
        return binding.tensorDataSync(id);
      },
      executeOp: (operation, attributes, inputs, outputCount) => {
        const results = binding.executeOp(operation, attributes, inputs, outputCount);
        if (!this.#inKernel) this.#recordOperation(operation, attributes, inputs, results);
        return results;
      },
    };
    // Its methods cannot be assigned to.
    const properties = Object.entries(listening).map(([name, value]) => [name, { value }] as const);
    this.#backend.binding = Object.create(binding, Object.fromEntries(properties)) as NativeBinding;
    this.#undo.push(() => (this.#backend.binding = binding));
  }

  #recordConstant(id: number, shape: readonly number[], dataType: number, values: unknown): void {
    const dtype = this.#dtypeOf(dataType);
    if (dtype === null || !ArrayBuffer.isView(values))
      return this.#refuse("JavaScript makes a tensor that is neither float32, int32 nor bool");
    const copy = (values as TypedArray).slice();
    this.#constants.add(id);
    this.#instructions.push({ kind: "constant", values: copy, shape: [...shape], dtype, output: this.#newSlot(id, shape) });
  }

  #recordOperation(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    results: ReturnType<NativeBinding["executeOp"]>,
  ): void {
    if (this.#problem !== null) return;
    if (randomOperation.test(operation)) return this.#refuse(`operation ${operation} draws random numbers`);
    const inputSlots = inputs.map((id) => this.#slots.get(id));
    if (inputSlots.includes(undefined)) return this.#refuse(`operation ${operation} takes a tensor that was made outside of the gradient`);
    const [source] = inputSlots as [Slot];
    const [first] = results;
    if (operation === "Reshape" && first !== undefined && this.#shapes.get(source) === first.shape.join()) {
      this.#slots.set(first.id, source);
      return;
    }
    const outputs = results.map(({ id, shape }) => this.#newSlot(id, shape));
    if (operation === "Reshape") this.#reshaped.set(outputs[0] as Slot, this.#elementsOf(source));
    this.#instructions.push({
      kind: "call",
      call: { name: operation, kind: "operation", attributes: structuredClone(attributes), outputCount: results.length },
      inputs: inputSlots as Slot[],
      outputs,
    });
  }

  #listenToKernel(kernel: KernelConfig): void {
    const { kernelFunc } = kernel;
    // The engine takes the function from the registered object at every call.
    kernel.kernelFunc = (call) => {
      this.#inKernel = true;
      try {
        const result = kernelFunc(call);
        this.#recordJavaScript(kernel.kernelName, call.inputs as Readonly<Record<string, TensorInfo>>, [result].flat());
        return result;
      } finally {
        this.#inKernel = false;
      }
    };
    this.#undo.push(() => (kernel.kernelFunc = kernelFunc));
  }

  #recordJavaScript(name: string, inputs: Readonly<Record<string, TensorInfo>>, results: readonly TensorInfo[]): void {
    const given = Object.values(inputs);
    const inputSlots = this.#backend.getInputTensorIds(given).map((id) => this.#slots.get(id));
    if (inputSlots.includes(undefined)) return this.#refuse(`kernel ${name} takes a tensor that was made outside of the gradient`);
    const ids = this.#backend.getInputTensorIds(results);
    this.#instructions.push({
      kind: "call",
      call: {
        name,
        kind: "javascript",
        inputs: Object.entries(inputs).map(([key, { shape, dtype }]) => ({ name: key, shape: [...shape], dtype })),
        outputs: results.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
      },
      // It sees nothing but the elements.
      inputs: (inputSlots as Slot[]).map((slot) => this.#elementsOf(slot)),
      outputs: results.map(({ shape }, index) => this.#newSlot(ids[index] as number, shape)),
    });
  }

  #newSlot(id: number, shape: readonly number[]): Slot {
    const slot = this.#slotCount++;
    this.#slots.set(id, slot);
    this.#shapes.set(slot, shape.join());
    return slot;
  }

  #elementsOf(slot: Slot): Slot {
    return this.#reshaped.get(slot) ?? slot;
  }

  #dtypeOf(dataType: number): DataType | null {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.#binding;
    if (dataType === TF_FLOAT) return "float32";
    if (dataType === TF_INT32) return "int32";
    return dataType === TF_BOOL ? "bool" : null;
  }

  #refuse(problem: string): void {
    this.#problem ??= problem;
  }
}
