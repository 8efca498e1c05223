import { isDeepStrictEqual } from "node:util";
import type { Instruction, KernelCall, Recording } from "./recording.ts";

/**
 * Compares two recordings of one model and batch shape, made on different batches. Null if both did the same with the same constants; else
 * why the gradient cannot be replayed: what differs would be frozen as it was when it was recorded.
 */
export function recordingDifference<Call extends KernelCall>(first: Recording<Call>, second: Recording<Call>): string | null {
  for (const [index, instruction] of first.instructions.entries()) {
    const other = second.instructions[index];
    if (other !== undefined && isDeepStrictEqual(instruction, other)) continue;
    if (other?.kind === "constant" && instruction.kind === "constant") return "JavaScript makes new values in every gradient";
    return `its kernels are not the same in every gradient (${describe(instruction)}, then ${describe(other)})`;
  }
  const extra = second.instructions[first.instructions.length];
  if (extra !== undefined) return `its kernels are not the same in every gradient (none, then ${describe(extra)})`;
  return isDeepStrictEqual(first.outputs, second.outputs) ? null : "its results do not come from the same kernels in every gradient";
}

function describe<Call extends KernelCall>(instruction: Instruction<Call> | undefined): string {
  if (instruction === undefined) return "none";
  return instruction.kind === "constant" ? "a value from JavaScript" : instruction.call.name;
}
