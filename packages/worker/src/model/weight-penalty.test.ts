import type { PlacedTensor } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { addPenaltyGradient, weightPenalty } from "./weight-penalty.ts";

const tensor: PlacedTensor = { name: "head/kernel", shape: [2], initializer: { kind: "zeros" }, update: "optimizer", offset: 1, length: 2 };

describe("weightPenalty", () => {
  it("is none where there is no regularizer, or one of nothing", () => {
    expect(weightPenalty(tensor, null)).toBeNull();
    expect(weightPenalty(tensor, undefined)).toBeNull();
    expect(weightPenalty(tensor, { className: "L1L2", config: { l1: 0, l2: 0 } })).toBeNull();
  });

  it.each([
    ["another class", { className: "Cubic", config: { l1: 1, l2: 1 } }],
    ["a negative factor", { className: "L1L2", config: { l1: -1, l2: 0 } }],
    ["no numbers", { className: "L1L2", config: {} }],
  ])("refuses %s, naming the weight", (_, serialized) => {
    expect(() => weightPenalty(tensor, serialized)).toThrow(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/^head\/kernel: its regularizer/) as string,
      }) as Error,
    );
  });
});

it("the gradient of the penalties counts once a sample, in its own elements", () => {
  const gradient_P = Float32Array.of(7, 7, 7, 7);
  const params_P = Float32Array.of(9, -2, 0, 9);
  addPenaltyGradient([{ offset: 1, length: 2, l1: 0.5, l2: 0.25 }], params_P, 4, gradient_P);
  // 4 (0.5 sign(w) + 0.5 w)
  expect([...gradient_P]).toEqual([7, 7 - 2 - 4, 7, 7]);
});
