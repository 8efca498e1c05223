import { expect, it } from "vitest";
import { fitsGraph, planGraph } from "./graph-plan.ts";
import { makeProgram } from "./make-program.ts";
import type { JavaScriptCall, NativeCall, OperationCall } from "./native-recorder.ts";
import type { CallInstruction, Instruction, Slot } from "./recording.ts";

const operation = (name: string, inputs: Slot[], ...outputs: Slot[]): CallInstruction<OperationCall> => ({
  kind: "call",
  call: { kind: "operation", name, attributes: [], outputCount: outputs.length },
  inputs,
  outputs,
});
const scalar = { shape: [], dtype: "float32" } as const;
const javaScript = (name: string, inputs: Slot[], ...outputs: Slot[]): CallInstruction<JavaScriptCall> => ({
  kind: "call",
  call: { kind: "javascript", name, inputs: inputs.map((slot) => ({ name: `in${slot}`, ...scalar })), outputs: outputs.map(() => scalar) },
  inputs,
  outputs,
});

/** Slots 0 and 1 are parameters, 2 features, 3 labels. */
function plan(instructions: readonly Instruction<NativeCall>[], outputs: readonly Slot[]): ReturnType<typeof planGraph> {
  const slotCount = 4 + instructions.flatMap((one) => (one.kind === "constant" ? [one.output] : one.outputs)).length;
  return planGraph(makeProgram({ inputCount: 4, slotCount, instructions, outputs }, 2));
}

it("makes one run of everything before the loss and one of everything after it", () => {
  const { inputs, constants, operations, runs, steps, kept } = plan(
    [
      operation("MatMul", [2, 0], 4),
      operation("Relu", [4], 5),
      operation("Add", [5, 1], 6),
      javaScript("loss", [6, 3], 7, 8),
      operation("MatMul", [5, 8], 9),
      operation("ReluGrad", [8, 4], 10),
    ],
    [7, 6, 9, 10],
  );
  expect(inputs).toEqual([0, 1, 2, 8]);
  expect(constants).toEqual([]);
  expect(operations.map(({ name, inputs: used }) => [name, used])).toEqual([
    ["MatMul", [2, 0]],
    ["Relu", [4]],
    ["Add", [5, 1]],
    ["MatMul", [5, 3]],
    ["ReluGrad", [3, 4]],
  ]);
  // Both activations stay in TensorFlow; the logits are an output and what the loss reads.
  expect(kept).toEqual(new Set([4, 5]));
  expect(steps).toMatchObject([
    { kind: "graph", fed: [2, 0, 1], fetched: [6], kept: [4, 5] },
    { kind: "javascript", instruction: { inputs: [6, 3], outputs: [7, 8] } },
    { kind: "graph", fed: [5, 8, 4], fetched: [9, 10], kept: [] },
  ]);
  expect(runs).toEqual([
    { fed: [2, 0, 1], fetched: [6, 4, 5], freed: [] },
    { fed: [5, 3, 4], fetched: [7, 8], freed: [5, 4] },
  ]);
});

it("takes constants and calls on constants into the graph", () => {
  const { constants, operations, runs } = plan(
    [
      { kind: "constant", values: Float32Array.of(2), shape: [], dtype: "float32", output: 4 },
      operation("Neg", [4], 5),
      operation("Mul", [2, 5], 6),
    ],
    [6],
  );
  expect(constants).toEqual([4]);
  expect(operations).toMatchObject([
    { name: "Neg", inputs: [1] },
    { name: "Mul", inputs: [0, 2] },
  ]);
  expect(runs).toEqual([{ fed: [0], fetched: [3], freed: [] }]);
});

it("keeps what a kernel of JavaScript has read for later runs, too", () => {
  const { kept, runs, steps } = plan(
    [
      operation("Relu", [2], 4),
      javaScript("first", [4], 5),
      operation("Mul", [4, 5], 6),
      javaScript("second", [6], 7),
      operation("Mul", [4, 7], 8),
    ],
    [8],
  );
  expect(kept).toEqual(new Set([4]));
  expect(steps.filter(({ kind }) => kind === "graph")).toEqual([
    { kind: "graph", fed: [2], fetched: [4], kept: [4] },
    { kind: "graph", fed: [4, 5], fetched: [6], kept: [] },
    { kind: "graph", fed: [4, 7], fetched: [8], kept: [] },
  ]);
  expect(runs[0]).toEqual({ fed: [0], fetched: [3, 3], freed: [] });
  expect(runs.map(({ freed }) => freed)).toEqual([[], [], [3]]);
});

it("is not for operations that take lists, nor for those that compute other bits in a graph", () => {
  const fits = (call: CallInstruction<OperationCall>): boolean =>
    fitsGraph(makeProgram({ inputCount: 4, slotCount: 5, instructions: [call], outputs: [4] }, 2));
  const concatenation = operation("ConcatV2", [2, 2, 3], 4);
  expect(fits(operation("Relu", [2], 4))).toBe(true);
  expect(fits(operation("Softmax", [2], 4))).toBe(false);
  expect(fits({ ...concatenation, call: { ...concatenation.call, attributes: [{ name: "N", type: 3, value: 2 }] } })).toBe(false);
});
