import type { Variable } from "@tensorflow/tfjs";
import type { Machine } from "./machine.ts";
import type { Program } from "./make-program.ts";
import type { KernelCall, Slot } from "./recording.ts";

interface PreparedStep<Value> {
  readonly run: (values: Value[]) => void;
  readonly frees: readonly Slot[];
}

/** A program on its machine, with its constants made: computes gradients of batches of one shape until it is closed. */
export class GradientProgram<Call extends KernelCall, Value> {
  readonly #machine: Machine<Call, Value>;
  readonly #program: Program<Call>;
  readonly #parameterCount: number;
  /** the parameters that a step takes, by slot; averages of batch normalization take part in no gradient, and a backend may not even hold them */
  readonly #parameters: readonly (readonly [Slot, Variable])[];
  readonly #steps: readonly PreparedStep<Value>[];
  /** by slot; constants stay in it, everything else is gone after each run */
  readonly #values: (Value | undefined)[];

  constructor(machine: Machine<Call, Value>, program: Program<Call>, parameters: readonly Variable[]) {
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

  /** Kernel calls of one gradient. */
  get calls(): number {
    return this.#steps.length;
  }

  /**
   * Computes one gradient at the parameters that are in the model. `given` belongs to the program from here on.
   * @param given masks, features and labels
   * @param read is called with every output in turn, from 0
   */
  run(given: readonly Value[], read: (value: Value, index: number) => void): void {
    const values = this.#values;
    const { outputs, freesAtEnd } = this.#program;
    for (const [slot, variable] of this.#parameters) values[slot] = this.#machine.parameter(variable);
    for (const [index, value] of given.entries()) values[this.#parameterCount + index] = value;
    try {
      for (const { run, frees } of this.#steps) {
        run(values as Value[]);
        for (const slot of frees) this.#free(slot);
      }
      for (const [index, slot] of outputs.entries()) read(values[slot] as Value, index);
      for (const slot of freesAtEnd) this.#free(slot);
    } catch (error) {
      this.#freeAllBut(this.#constantSlots());
      throw error;
    }
  }

  /** Gives the constants back. */
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
