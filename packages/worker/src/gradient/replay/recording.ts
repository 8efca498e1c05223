import type { DataType, TypedArray } from "@tensorflow/tfjs";

/** Number of a value in a recording: first the parameters, then masks, features and labels of the batch, then whatever is made, in order. */
export type Slot = number;

/** A kernel with its attributes, as the machine that recorded it can run it again: plain data without any tensor. */
export interface KernelCall {
  readonly name: string;
}

/** A value that JavaScript made, with its own copy of the elements. */
export interface ConstantInstruction {
  readonly kind: "constant";
  readonly values: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly output: Slot;
}

export interface CallInstruction<Call extends KernelCall> {
  readonly kind: "call";
  readonly call: Call;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
}

export type Instruction<Call extends KernelCall> = ConstantInstruction | CallInstruction<Call>;

/** All that the kernels did in one gradient. */
export interface Recording<Call extends KernelCall> {
  /** slots 0 .. inputCount - 1 are given: parameters, masks, features, labels */
  readonly inputCount: number;
  readonly slotCount: number;
  readonly instructions: readonly Instruction<Call>[];
  /** loss, logits, the gradient of each trainable parameter, then the statistic of each averaged one */
  readonly outputs: readonly Slot[];
}

/** A recording, or in a few words why the gradient cannot be replayed. */
export type RecordingOutcome<Call extends KernelCall> = Recording<Call> | string;
