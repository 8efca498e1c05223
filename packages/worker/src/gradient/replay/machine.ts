import type { DataType, Tensor, TypedArray, Variable } from "@tensorflow/tfjs";
import type { ModelParameters } from "../../model/model-parameters.ts";
import type { Program } from "./make-program.ts";
import type { KernelCall, RecordingOutcome } from "./recording.ts";

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

/** Computes gradients of batches of one shape until it is closed. */
export interface ReplayProgram<Value> {
  /** calls of the backend in one gradient */
  readonly calls: number;
  /**
   * Computes one gradient at the parameters that are in the model.
   * @param given masks, features and labels, which belong to the program from here on
   * @param targets where each output goes
   */
  run(given: readonly Value[], targets: readonly Float32Array[]): void;
  /** Gives its memory back. */
  close(): void;
}

/**
 * Runs kernels of one backend on values of its own, without TensorFlow.js's engine and tape. Bound to the backend of the process; a Value
 * belongs to whoever made it until it is freed.
 */
export interface Machine<Call extends KernelCall, Value> {
  record(inputs: RecordedInputs): Recorder<Call>;
  /** The program ready to run, with its constants made. */
  program(program: Program<Call>, parameters: ModelParameters): ReplayProgram<Value>;
  /** A value with these elements, which must not change as long as it lives. */
  upload(values: TypedArray, shape: readonly number[], dtype: DataType): Value;
  /** A float32 value whose elements `fill` writes. One at a time: it must be freed before the next is made. */
  uploadFloats(shape: readonly number[], fill: (view: Float32Array) => void): Value;
  /** values and tensors that the backend holds; the same before and after a gradient, or some are lost */
  held(): number;
}
