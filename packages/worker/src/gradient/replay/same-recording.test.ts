import { describe, expect, it } from "vitest";
import type { Instruction, KernelCall, Recording } from "./recording.ts";
import { recordingDifference } from "./same-recording.ts";

const value = (number: number): Instruction<KernelCall> => ({
  kind: "constant",
  values: Float32Array.of(number),
  shape: [1],
  dtype: "float32",
  output: 3,
});
const kernel = (name: string, inputs = [0, 3]): Instruction<KernelCall> => ({ kind: "call", call: { name }, inputs, outputs: [4] });
const recording = (...instructions: Instruction<KernelCall>[]): Recording<KernelCall> => ({
  inputCount: 3,
  slotCount: 5,
  instructions,
  outputs: [4],
});

describe("recordingDifference", () => {
  const first = recording(value(1), kernel("Add"));

  it("finds none between equal recordings", () => {
    expect(recordingDifference(first, recording(value(1), kernel("Add")))).toBeNull();
  });

  it.each([
    ["other values", recording(value(2), kernel("Add")), /new values in every gradient/],
    ["another kernel", recording(value(1), kernel("Mul")), /not the same in every gradient \(Add, then Mul\)/],
    ["another input", recording(value(1), kernel("Add", [1, 3])), /not the same in every gradient \(Add, then Add\)/],
    ["a kernel less", recording(value(1)), /\(Add, then none\)/],
    ["a kernel more", recording(value(1), kernel("Add"), kernel("Mul")), /\(none, then Mul\)/],
    ["another kind", recording(kernel("Add"), kernel("Add")), /\(a value from JavaScript, then Add\)/],
    ["another result", { ...first, outputs: [3] }, /results do not come from the same kernels/],
  ])("finds %s", (_, second, problem) => {
    expect(recordingDifference(first, second)).toMatch(problem);
  });
});
