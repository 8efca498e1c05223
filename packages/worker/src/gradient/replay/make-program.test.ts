import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeProgram, type Program } from "./make-program.ts";
import type { CallInstruction, ConstantInstruction, Instruction, Recording, Slot } from "./recording.ts";

/** Kernels of one number: the sum of the inputs times the factor; with two outputs, also its negative. */
interface Arithmetic {
  readonly name: string;
  readonly factor: number;
}

const constant = (value: number, output: Slot): ConstantInstruction => ({
  kind: "constant",
  values: Float32Array.of(value),
  shape: [],
  dtype: "float32",
  output,
});
const call = (factor: number, inputs: Slot[], ...outputs: Slot[]): CallInstruction<Arithmetic> => ({
  kind: "call",
  call: { name: "scaled sum", factor },
  inputs,
  outputs,
});

function compute({ call: { factor }, inputs, outputs }: CallInstruction<Arithmetic>, values: Map<Slot, number>): void {
  const operands = inputs.map((slot) => values.get(slot));
  expect(operands, "an input was freed or never made").not.toContain(undefined);
  const sum = (operands as number[]).reduce((total, value) => total + value, 0) * factor;
  for (const [index, slot] of outputs.entries()) values.set(slot, index === 0 ? sum : -sum);
}

function runRecording({ instructions, outputs }: Recording<Arithmetic>, given: readonly number[]): number[] {
  const values = new Map(given.entries());
  for (const instruction of instructions) {
    if (instruction.kind === "constant") values.set(instruction.output, instruction.values[0] as number);
    else compute(instruction, values);
  }
  return outputs.map((slot) => values.get(slot) as number);
}

/** Runs the program twice, so that what it frees by mistake is missed; checks that nothing but parameters and constants is left. */
function runProgram(program: Program<Arithmetic>, given: readonly number[], parameterCount: number): number[] {
  const values = new Map<Slot, number>();
  const free = (slot: Slot): void => {
    expect(values.delete(slot), `slot ${slot} is freed twice`).toBe(true);
  };
  for (const { output, values: elements } of program.constants) values.set(output, elements[0] as number);
  for (const instruction of program.folded) compute(instruction, values);
  for (const slot of program.freesAfterFolding) free(slot);
  const constants = values.size;
  let results: number[] = [];
  for (let round = 0; round < 2; round++) {
    for (const [slot, value] of given.entries()) values.set(slot, value);
    for (const { instruction, frees } of program.steps) {
      compute(instruction, values);
      for (const slot of frees) free(slot);
    }
    results = program.outputs.map((slot) => values.get(slot) as number);
    for (const slot of program.freesAtEnd) free(slot);
    expect(values.size).toBe(constants + parameterCount);
  }
  return results;
}

const parameterCount = 2;
const inputCount = 4;

describe("makeProgram", () => {
  it("does what is done twice once, and folds what never changes", () => {
    const recording: Recording<Arithmetic> = {
      inputCount,
      slotCount: 11,
      instructions: [
        constant(2, 4),
        constant(2, 5),
        call(3, [4], 6),
        call(3, [5], 7),
        call(1, [0, 6], 8),
        call(1, [0, 7], 9),
        call(1, [2, 8], 10),
      ],
      outputs: [10, 9],
    };
    const program = makeProgram(recording, parameterCount);
    expect(program.constants.map(({ output }) => output)).toEqual([4]);
    expect(program.folded.map(({ outputs }) => outputs)).toEqual([[6]]);
    expect(program.freesAfterFolding).toEqual([4]);
    expect(program.steps.map(({ instruction, frees }) => [instruction.outputs, frees])).toEqual([
      [[8], []],
      [[10], [2]],
    ]);
    expect(program.outputs).toEqual([10, 8]);
    expect(program.freesAtEnd.toSorted((a, b) => a - b)).toEqual([3, 8, 10]);
  });

  it("leaves out what no result needs", () => {
    const recording = { inputCount, slotCount: 8, instructions: [call(1, [0], 4), call(2, [4], 5, 6), call(2, [2], 7)], outputs: [6] };
    const program = makeProgram(recording, parameterCount);
    expect(program.steps.map(({ instruction, frees }) => [instruction.outputs, frees])).toEqual([
      [[4], []],
      [
        [5, 6],
        [4, 5],
      ],
    ]);
  });

  it("tells zeros of different sign apart", () => {
    const recording = { inputCount, slotCount: 6, instructions: [constant(0, 4), constant(-0, 5)], outputs: [4, 5] };
    expect(makeProgram(recording, parameterCount).constants).toHaveLength(2);
    const attributes = { inputCount, slotCount: 6, instructions: [call(0, [0], 4), call(-0, [0], 5)], outputs: [4, 5] };
    expect(makeProgram(attributes, parameterCount).steps).toHaveLength(2);
  });

  it("gives the recording's results, uses nothing that was freed and leaves nothing", () => {
    fc.assert(
      fc.property(recordings, ([recording, given]) => {
        const program = makeProgram(recording, parameterCount);
        expect(runProgram(program, given, parameterCount)).toEqual(runRecording(recording, given));
        expect(program.steps.length + program.folded.length + program.constants.length).toBeLessThanOrEqual(recording.instructions.length);
      }),
      { numRuns: 500 },
    );
  });
});

const recordings: fc.Arbitrary<[Recording<Arithmetic>, number[]]> = fc
  .tuple(
    fc.array(fc.record({ kind: fc.nat(3), number: fc.nat(2), picks: fc.array(fc.nat(), { maxLength: 3 }), second: fc.boolean() }), {
      maxLength: 20,
    }),
    fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: inputCount, maxLength: inputCount }),
  )
  .map(([makers, results, given]) => {
    let slotCount = inputCount;
    const instructions = makers.map(({ kind, number, picks, second }): Instruction<Arithmetic> => {
      const made = slotCount;
      if (kind === 0) return constant(number, slotCount++);
      const outputs = second ? [slotCount++, slotCount++] : [slotCount++];
      return call(
        number + 1,
        picks.map((pick) => pick % made),
        ...outputs,
      );
    });
    return [{ inputCount, slotCount, instructions, outputs: results.map((pick) => pick % slotCount) }, given];
  });
