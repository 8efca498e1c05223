import { allocateVectors, LockstepError } from "@lockstep/core/local";
import type { DataType, KernelBackend, KernelFunc, TypedArray, Variable } from "@tensorflow/tfjs";
import type { NativeGraphs } from "../../backend/native-graph.ts";
import type { NativeBackend, TensorFlow } from "../../backend/tensorflow.ts";
import type { ModelParameters } from "../../model/model-parameters.ts";
import { GradientProgram, type KernelMachine } from "./gradient-program.ts";
import { fitsGraph } from "./graph-plan.ts";
import { GraphProgram } from "./graph-program.ts";
import type { Machine, RecordedInputs, ReplayProgram } from "./machine.ts";
import type { Program } from "./make-program.ts";
import { NativeRecorder, type JavaScriptCall, type NativeCall, type OperationCall } from "./native-recorder.ts";
import type { CallInstruction, Slot } from "./recording.ts";

/** A value on either side of the border, or on both. Like a tensor of tfjs-node, it goes to TensorFlow when an operation first needs it. */
export interface NativeValue {
  /** number of the tensor in TensorFlow; null: not there yet */
  id: number | null;
  /** null: never read */
  values: TypedArray | null;
  readonly shape: readonly number[];
  /** as TensorFlow's TF_FLOAT */
  readonly dataType: number;
}

/** Runs operations of TensorFlow without the kernels of tfjs-node: as one graph where that has the same bits, or by its addon one after the other. */
export class NativeMachine implements Machine<NativeCall, NativeValue>, KernelMachine<NativeCall, NativeValue> {
  readonly #tf: TensorFlow;
  readonly #backend: NativeBackend;
  readonly #graphs: NativeGraphs | null;
  /** for features, by their number; TensorFlow may share it while the value lives */
  readonly #buffers = new Map<number, Float32Array>();

  /** @param graphs null: operations one after the other */
  constructor(tf: TensorFlow, graphs: NativeGraphs | null) {
    this.#tf = tf;
    this.#graphs = graphs;
    this.#backend = tf.backend() as unknown as NativeBackend;
  }

  record(inputs: RecordedInputs): NativeRecorder {
    return new NativeRecorder(this.#tf, this.#backend, inputs);
  }

  program(program: Program<NativeCall>, parameters: ModelParameters): ReplayProgram<NativeValue> {
    if (this.#graphs === null || !fitsGraph(program)) return new GradientProgram(this, program, parameters);
    return new GraphProgram(this.#graphs, this, program, parameters);
  }

  prepare(instruction: CallInstruction<NativeCall>): (values: NativeValue[]) => void {
    const { call, inputs, outputs } = instruction;
    return call.kind === "operation" ? this.#prepareOperation(call, inputs, outputs) : this.prepareJavaScript({ ...instruction, call });
  }

  parameter(variable: Variable): NativeValue {
    const [id = null] = this.#backend.getInputTensorIds([variable]);
    return { id, values: null, shape: variable.shape, dataType: this.#backend.binding.TF_FLOAT };
  }

  constant(values: TypedArray, shape: readonly number[], dtype: DataType): NativeValue {
    const value = this.upload(values, shape, dtype);
    this.#idOf(value);
    return value;
  }

  upload(values: TypedArray, shape: readonly number[], dtype: DataType): NativeValue {
    return { id: null, values, shape, dataType: this.dataType(dtype) };
  }

  uploadFloats(shape: readonly number[], fill: (view: Float32Array) => void): NativeValue {
    const length = shape.reduce((product, size) => product * size, 1);
    const buffer = this.#buffers.get(length) ?? alignedVector(length);
    this.#buffers.set(length, buffer);
    fill(buffer);
    return this.upload(buffer, shape, "float32");
  }

  read(value: NativeValue, out: Float32Array): void {
    out.set(this.#elements(value));
  }

  free(value: NativeValue): void {
    if (value.id !== null) this.#backend.binding.deleteTensor(value.id);
    value.id = null;
    value.values = null;
  }

  held(): number {
    return this.#backend.getNumOfTFTensors() + this.#tf.memory().numTensors;
  }

  #prepareOperation(
    { name, attributes, outputCount }: OperationCall,
    inputs: readonly Slot[],
    outputs: readonly Slot[],
  ): (values: NativeValue[]) => void {
    const { binding } = this.#backend;
    const ids = inputs.map(() => 0);
    return (values) => {
      for (const [index, slot] of inputs.entries()) ids[index] = this.#idOf(values[slot] as NativeValue);
      const results = binding.executeOp(name, attributes, ids, outputCount);
      for (const [index, { id, shape, dtype }] of results.entries())
        values[outputs[index] as Slot] = { id, values: null, shape, dataType: dtype };
    };
  }

  /** The kernel bound to its slots, on values that are in JavaScript or come from there. */
  prepareJavaScript({ call, inputs, outputs }: CallInstruction<JavaScriptCall>): (values: NativeValue[]) => void {
    const kernel = this.#tf.getKernel(call.name, this.#tf.getBackend()).kernelFunc;
    // To such a kernel the values themselves are what it reads and writes by.
    const backend = {
      readSync: (value: NativeValue) => this.#elements(value),
      write: (values: TypedArray, shape: readonly number[], dtype: DataType) => this.upload(values, shape, dtype),
    } as unknown as KernelBackend;
    return (values) => {
      const named = call.inputs.map(
        ({ name, shape, dtype }, index) => [name, { dataId: values[inputs[index] as Slot], shape, dtype }] as const,
      );
      const kernelInputs = Object.fromEntries(named) as Parameters<KernelFunc>[0]["inputs"];
      for (const [index, { dataId }] of [kernel({ inputs: kernelInputs, attrs: {}, backend })].flat().entries())
        values[outputs[index] as Slot] = dataId as NativeValue;
    };
  }

  #idOf(value: NativeValue): number {
    value.id ??= this.#backend.binding.createTensor(value.shape, value.dataType, value.values);
    return value.id;
  }

  #elements(value: NativeValue): TypedArray {
    if (value.values !== null) return value.values;
    if (value.id === null) throw new LockstepError("invariant", "replay: a value is read after it was freed");
    value.values = this.#backend.binding.tensorDataSync(value.id);
    return value.values;
  }

  /** as TensorFlow numbers it */
  dataType(dtype: DataType): number {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.#backend.binding;
    if (dtype === "float32") return TF_FLOAT;
    return dtype === "int32" ? TF_INT32 : TF_BOOL;
  }
}

/** Begins where TensorFlow takes memory as it is; it copies what lies elsewhere. */
function alignedVector(length: number): Float32Array {
  const [vector] = allocateVectors(1, length) as [Float32Array];
  return vector;
}
