import { describe, expect, it } from "vitest";
import { freezeLayers } from "./freeze-layers.ts";
import { makeLayout, type TensorSpec } from "./layout.ts";

const tensor = (name: string): TensorSpec => ({ name, shape: [2], initializer: { kind: "zeros" }, update: "optimizer" });
const tensors: readonly TensorSpec[] = [
  tensor("conv-1/kernel"),
  { ...tensor("norm/moving_mean"), update: "average", decay: 0.9 },
  tensor("norm/gamma"),
  tensor("block/conv-2/kernel"),
  tensor("logits/kernel"),
];

const frozenBy = (...patterns: readonly string[]): readonly string[] =>
  makeLayout(freezeLayers(tensors, patterns))
    .tensors.filter(({ update }) => update === "fixed")
    .map(({ name }) => name);

describe("freezeLayers", () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [["norm"], ["norm/moving_mean", "norm/gamma"]],
    [
      ["conv*", "logits"],
      ["conv-1/kernel", "logits/kernel"],
    ],
    [["*conv*"], ["conv-1/kernel", "block/conv-2/kernel"]],
    [["*-2"], ["block/conv-2/kernel"]],
    [["b*c*-2"], ["block/conv-2/kernel"]],
    [["*"], ["conv-1/kernel", "norm/moving_mean", "norm/gamma", "block/conv-2/kernel", "logits/kernel"]],
  ])("%s freezes %s", (patterns, expected) => {
    expect(frozenBy(...patterns)).toEqual(expected);
  });

  it("changes nothing else, and keeps a frozen tensor's first values", () => {
    expect(freezeLayers(tensors, [])).toEqual(tensors);
    expect(freezeLayers(tensors, ["logits"]).slice(0, -1)).toEqual(tensors.slice(0, -1));
    expect(freezeLayers(tensors, ["norm"])[1]).toEqual({
      name: "norm/moving_mean",
      shape: [2],
      initializer: { kind: "zeros" },
      update: "fixed",
    });
  });

  it.each(["nothing", "conv", "conv-1*1", "kernel", "c*v-1-", "*norm*norm"])(
    "names the layers that there are where %s is none",
    (pattern) => {
      expect(() => freezeLayers(tensors, ["logits", pattern])).toThrow(
        expect.objectContaining({
          code: "configuration",
          message: expect.stringContaining(
            `called ${pattern}, so it cannot be frozen (--freeze); there are conv-1, norm, block/conv-2, logits`,
          ) as string,
        }),
      );
    },
  );

  it("is not slow for a hostile pattern", () => {
    const startMs = performance.now();
    expect(() => freezeLayers([tensor(`${"a".repeat(200)}/kernel`)], [`${"*a".repeat(120)}*b`])).toThrow(/no layer/);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
