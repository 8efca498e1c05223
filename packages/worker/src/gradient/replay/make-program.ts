import { isDeepStrictEqual } from "node:util";
import type { CallInstruction, ConstantInstruction, Instruction, KernelCall, Recording, Slot } from "./recording.ts";

export interface ProgramStep<Call extends KernelCall> {
  readonly instruction: CallInstruction<Call>;
  /** slots that nothing needs after this call */
  readonly frees: readonly Slot[];
}

/** What is left of a recording once nothing is computed twice, for nothing, or again although it never changes. */
export interface Program<Call extends KernelCall> {
  readonly inputCount: number;
  readonly slotCount: number;
  readonly constants: readonly ConstantInstruction[];
  /** calls on constants alone: done once, their outputs are constants as well */
  readonly folded: readonly CallInstruction<Call>[];
  /** constants that only folded calls need */
  readonly freesAfterFolding: readonly Slot[];
  readonly steps: readonly ProgramStep<Call>[];
  readonly outputs: readonly Slot[];
  /** what still has to go when the outputs have been read: they themselves, and given batches that no call needs */
  readonly freesAtEnd: readonly Slot[];
}

/**
 * Optimizes a recording without changing a bit of its results: repeated calls and constants become one, calls that no output needs go,
 * calls on constants alone are folded, and every value is freed after its last use. Kernels must be functions of their inputs.
 *
 * @param parameterCount the first slots, which belong to the model and are never freed
 */
export function makeProgram<Call extends KernelCall>(recording: Recording<Call>, parameterCount: number): Program<Call> {
  const { inputCount, slotCount } = recording;
  const unique = withoutRepetition(recording);
  const needed = withoutDead(unique.instructions, unique.outputs);
  const constants = needed.filter((instruction) => instruction.kind === "constant");
  const calls = needed.filter((instruction) => instruction.kind === "call");

  const constant = new Set<Slot>(constants.map(({ output }) => output));
  const folded: CallInstruction<Call>[] = [];
  const body: CallInstruction<Call>[] = [];
  for (const call of calls) {
    if (call.inputs.every((slot) => constant.has(slot))) {
      folded.push(call);
      for (const slot of call.outputs) constant.add(slot);
    } else {
      body.push(call);
    }
  }

  const usedInBody = new Set<Slot>([...body.flatMap(({ inputs }) => inputs), ...unique.outputs]);
  const stays = (slot: Slot): boolean => slot < parameterCount || constant.has(slot);
  const isOutput = new Set(unique.outputs);
  const lastUse = new Map<Slot, number>();
  for (const [index, { inputs, outputs }] of body.entries()) for (const slot of [...inputs, ...outputs]) lastUse.set(slot, index);
  const freesAfter = (index: number, { inputs, outputs }: CallInstruction<Call>): Slot[] =>
    [...new Set([...inputs, ...outputs])].filter((slot) => lastUse.get(slot) === index && !stays(slot) && !isOutput.has(slot));
  const unusedInputs = Array.from({ length: inputCount }, (_, slot) => slot).filter((slot) => !lastUse.has(slot));
  return {
    inputCount,
    slotCount,
    constants,
    folded,
    freesAfterFolding: [...constant].filter((slot) => !usedInBody.has(slot)),
    steps: body.map((instruction, index) => ({ instruction, frees: freesAfter(index, instruction) })),
    outputs: unique.outputs,
    freesAtEnd: [...new Set([...unique.outputs, ...unusedInputs])].filter((slot) => !stays(slot)),
  };
}

/** Every call and constant once, later ones replaced by the first that is the same. */
function withoutRepetition<Call extends KernelCall>({
  instructions,
  outputs,
}: Recording<Call>): Pick<Recording<Call>, "instructions" | "outputs"> {
  const same = new Map<Slot, Slot>();
  const resolve = (slot: Slot): Slot => same.get(slot) ?? slot;
  const kept: Instruction<Call>[] = [];
  for (const recorded of instructions) {
    const instruction = recorded.kind === "call" ? { ...recorded, inputs: recorded.inputs.map(resolve) } : recorded;
    const earlier = kept.find((other) => isDeepStrictEqual(contentOf(other), contentOf(instruction)));
    if (earlier === undefined) {
      kept.push(instruction);
      continue;
    }
    for (const [index, slot] of outputsOf(instruction).entries()) same.set(slot, outputsOf(earlier)[index] as Slot);
  }
  return { instructions: kept, outputs: outputs.map(resolve) };
}

function withoutDead<Call extends KernelCall>(instructions: readonly Instruction<Call>[], outputs: readonly Slot[]): Instruction<Call>[] {
  const needed = new Set(outputs);
  const kept: Instruction<Call>[] = [];
  for (const instruction of instructions.toReversed()) {
    if (!outputsOf(instruction).some((slot) => needed.has(slot))) continue;
    if (instruction.kind === "call") for (const slot of instruction.inputs) needed.add(slot);
    kept.push(instruction);
  }
  return kept.toReversed();
}

function outputsOf<Call extends KernelCall>(instruction: Instruction<Call>): readonly Slot[] {
  return instruction.kind === "constant" ? [instruction.output] : instruction.outputs;
}

/** What makes two instructions give the same values. */
function contentOf<Call extends KernelCall>(instruction: Instruction<Call>): unknown {
  if (instruction.kind === "call") return [instruction.call, instruction.inputs, instruction.outputs.length];
  return [instruction.values, instruction.shape, instruction.dtype];
}
