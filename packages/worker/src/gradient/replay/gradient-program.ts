import type { DataType, TypedArray, Variable } from "@tensorflow/tfjs";
import type { ModelParameters } from "../../model/model-parameters.ts";
import type { ReplayProgram } from "./machine.ts";
import type { Program } from "./make-program.ts";
import type { CallInstruction, KernelCall, Slot } from "./recording.ts";

/** Runs single kernels. */
export interface KernelMachine<Call extends KernelCall, Value> {
  /** The call bound to its slots: takes the inputs from `values` and puts the outputs there. */
  prepare(instruction: CallInstruction<Call>): (values: Value[]) => void;
  /** the value of a variable of the model, which stays the model's */
  parameter(variable: Variable): Value;
  /** A value that lives long, made where kernels need it at once. */
  constant(values: TypedArray, shape: readonly number[], dtype: DataType): Value;
  /** Copies the elements of a float32 value to the start of `out`. */
  read(value: Value, out: Float32Array): void;
  free(value: Value): void;
}

interface PreparedStep<Value> {
  readonly run: (values: Value[]) => void;
  readonly frees: readonly Slot[];
}

/** A program that runs kernel by kernel. */
export class GradientProgram<Call extends KernelCall, Value> implements ReplayProgram<Value> {
  readonly #machine: KernelMachine<Call, Value>;
  readonly #program: Program<Call>;
  readonly #model: ModelParameters;
  readonly #parameterCount: number;
  /** the parameters that a step takes, by slot; averages of batch normalization take part in no gradient, and a backend may not even hold them */
  readonly #parameters: readonly (readonly [Slot, Variable])[];
  readonly #steps: readonly PreparedStep<Value>[];
  /** by slot; constants stay in it, everything else is gone after each run */
  readonly #values: (Value | undefined)[];

  constructor(machine: KernelMachine<Call, Value>, program: Program<Call>, model: ModelParameters) {
    const parameters = model.variables;
    this.#model = model;
    this.#machine = machine;
    this.#program = program;
    this.#parameterCount = parameters.length;
    const taken = new Set([...program.steps.flatMap(({ instruction }) => instruction.inputs), ...program.outputs]);
    this.#parameters = [...parameters.entries()].filter(([slot]) => taken.has(slot));
    this.#steps = program.steps.map(({ instruction, frees }) => ({ run: machine.prepare(instruction), frees }));
    this.#values = Array.from({ length: program.slotCount });
    for (const { output, values, shape, dtype } of program.constants) this.#values[output] = machine.constant(values, shape, dtype);
    for (const instruction of program.folded) machine.prepare(instruction)(this.#values as Value[]);
    for (const slot of program.freesAfterFolding) this.#free(slot);
  }

  get calls(): number {
    return this.#steps.length;
  }

  run(given: readonly Value[], targets: readonly Float32Array[]): void {
    this.#model.load();
    const values = this.#values;
    const { outputs, freesAtEnd } = this.#program;
    for (const [slot, variable] of this.#parameters) values[slot] = this.#machine.parameter(variable);
    for (const [index, value] of given.entries()) values[this.#parameterCount + index] = value;
    try {
      for (const { run, frees } of this.#steps) {
        run(values as Value[]);
        for (const slot of frees) this.#free(slot);
      }
      for (const [index, slot] of outputs.entries()) this.#machine.read(values[slot] as Value, targets[index] as Float32Array);
      for (const slot of freesAtEnd) this.#free(slot);
    } catch (error) {
      this.#freeAllBut(this.#constantSlots());
      throw error;
    }
  }

  close(): void {
    this.#freeAllBut(new Set());
  }

  #constantSlots(): ReadonlySet<Slot> {
    const { constants, folded } = this.#program;
    return new Set([...constants.map(({ output }) => output), ...folded.flatMap(({ outputs }) => outputs)]);
  }

  #freeAllBut(kept: ReadonlySet<Slot>): void {
    for (let slot = this.#parameterCount; slot < this.#values.length; slot++) if (!kept.has(slot)) this.#free(slot);
  }

  #free(slot: Slot): void {
    const value = this.#values[slot];
    if (value === undefined) return;
    this.#values[slot] = undefined;
    this.#machine.free(value);
  }
}
