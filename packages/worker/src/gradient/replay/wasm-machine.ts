import { adoptHeap } from "@lockstep/core/local";
import type { DataType, KernelFunc, TensorInfo, TypedArray, Variable } from "@tensorflow/tfjs";
import type { TensorFlow, WasmBackend } from "../../backend/tensorflow.ts";
import type { ModelParameters } from "../../model/model-parameters.ts";
import { GradientProgram, type KernelMachine } from "./gradient-program.ts";
import type { Machine, RecordedInputs } from "./machine.ts";
import type { Program } from "./make-program.ts";
import type { CallInstruction } from "./recording.ts";
import { WasmRecorder, type WasmCall } from "./wasm-recorder.ts";

/** A tensor's memory on the heap of the WebAssembly module, as TensorFlow.js names it. */
type DataId = TensorInfo["dataId"];

type Operand = { -readonly [Key in keyof TensorInfo]: TensorInfo[Key] };

/** Runs the kernels of the WebAssembly backend, the project's own among them, directly on its heap. */
export class WasmMachine implements Machine<WasmCall, DataId>, KernelMachine<WasmCall, DataId> {
  readonly #tf: TensorFlow;
  readonly #backend: WasmBackend;

  constructor(tf: TensorFlow) {
    this.#tf = tf;
    this.#backend = tf.backend() as unknown as WasmBackend;
  }

  record(inputs: RecordedInputs): WasmRecorder {
    return new WasmRecorder(this.#tf, this.#backend, inputs);
  }

  program(program: Program<WasmCall>, parameters: ModelParameters): GradientProgram<WasmCall, DataId> {
    return new GradientProgram(this, program, parameters);
  }

  prepare({ call, inputs, outputs }: CallInstruction<WasmCall>): (values: DataId[]) => void {
    const backend = this.#backend;
    const kernel = this.#tf.getKernel(call.name, this.#tf.getBackend()).kernelFunc;
    const operands = call.inputs.map(({ shape, dtype }): Operand => ({ dataId: {}, shape: [...shape], dtype }));
    const named = call.inputs.map(({ name }, index) => [name, operands[index]] as const);
    const kernelInputs = (call.inputsAreList ? operands : Object.fromEntries(named)) as Parameters<KernelFunc>[0]["inputs"];
    const { attributes: attrs } = call;
    return (values) => {
      for (const [index, operand] of operands.entries()) operand.dataId = values[inputs[index] as number] as DataId;
      const result = kernel({ inputs: kernelInputs, attrs, backend });
      if (!Array.isArray(result)) values[outputs[0] as number] = result.dataId;
      else for (const [index, { dataId }] of result.entries()) values[outputs[index] as number] = dataId;
    };
  }

  parameter(variable: Variable): DataId {
    return variable.dataId;
  }

  constant(values: TypedArray, shape: readonly number[], dtype: DataType): DataId {
    return this.upload(values, shape, dtype);
  }

  upload(values: TypedArray, shape: readonly number[], dtype: DataType): DataId {
    return this.#backend.write(values, [...shape], dtype);
  }

  uploadFloats(shape: readonly number[], fill: (view: Float32Array) => void): DataId {
    const tensor = this.#backend.makeOutput(shape, "float32");
    adoptHeap(this.#backend.wasm.asm.memory);
    fill(this.#backend.typedArrayFromHeap(tensor) as Float32Array);
    return tensor.dataId;
  }

  read(value: DataId, out: Float32Array): void {
    const { shape } = this.#backend.dataIdMap.get(value);
    out.set(this.#backend.typedArrayFromHeap({ dataId: value, shape: [...shape], dtype: "float32" }));
  }

  free(value: DataId): void {
    this.#backend.disposeData(value);
  }

  held(): number {
    return this.#backend.numDataIds() + this.#tf.memory().numTensors;
  }
}
