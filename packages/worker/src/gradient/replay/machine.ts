import type { DataType, Tensor, TypedArray, Variable } from "@tensorflow/tfjs";
import type { CallInstruction, KernelCall, RecordingOutcome } from "./recording.ts";

/** What a gradient starts from; slots are given in this order. */
export interface RecordedInputs {
  readonly parameters: readonly Variable[];
  readonly masks: readonly Tensor[];
  readonly features: Tensor;
  readonly labels: Tensor;
}

/** Listens to the kernels of one gradient. */
export interface Recorder<Call extends KernelCall> {
  /** Ends the recording and gives the backend back as it was; call it also when the gradient has thrown. */
  stop(): void;
  /** @param outputs tensors of the gradient that are to be read; they must still be alive */
  finish(outputs: readonly Tensor[]): RecordingOutcome<Call>;
}

/**
 * Runs kernels of one backend on values of its own, without TensorFlow.js's engine and tape. Bound to the backend of the process; a Value
 * belongs to whoever made it until it is freed.
 */
export interface Machine<Call extends KernelCall, Value> {
  record(inputs: RecordedInputs): Recorder<Call>;
  /** The call bound to its slots: takes the inputs from `values` and puts the outputs there. */
  prepare(instruction: CallInstruction<Call>): (values: Value[]) => void;
  /** the value of a variable of the model, which stays the model's */
  parameter(variable: Variable): Value;
  /** A value that lives long, made where kernels need it at once. */
  constant(values: TypedArray, shape: readonly number[], dtype: DataType): Value;
  /** A value with these elements, which must not change as long as it lives. */
  upload(values: TypedArray, shape: readonly number[], dtype: DataType): Value;
  /** A float32 value whose elements `fill` writes. One at a time: it must be freed before the next is made. */
  uploadFloats(shape: readonly number[], fill: (view: Float32Array) => void): Value;
  /** Copies the elements of a float32 value to the start of `out`. */
  read(value: Value, out: Float32Array): void;
  free(value: Value): void;
  /** values and tensors that the backend holds; the same before and after a gradient, or some are lost */
  held(): number;
}
