import { describe, expect, it } from "vitest";
import { makeLayout } from "./layout.ts";
import { matchTensors } from "./match-tensors.ts";

const layoutOf = (...names: readonly string[]): ReturnType<typeof makeLayout> =>
  makeLayout(names.map((name) => ({ name, shape: [2, 3], initializer: { kind: "zeros" }, update: "optimizer" })));

describe("matchTensors", () => {
  it("takes what has the same name and shape, in the model's order, and names the rest", () => {
    const sources = [
      { name: "c", shape: [6] },
      { name: "d", shape: [2, 3] },
      { name: "b", shape: [2, 3] },
      { name: "a", shape: [2, 3] },
    ];
    const { result, reason } = matchTensors(layoutOf("a", "b", "c", "x"), sources);
    expect(result.map(({ tensor, source }) => [tensor.name, tensor.offset, source])).toEqual([
      ["a", 0, sources[3]],
      ["b", 6, sources[2]],
    ]);
    expect(reason).toBe(
      "2 of 4 tensors take their first values from the file; random as ever: c ([2, 3] in the model, [6] in the file), x (not in the file); in the file alone: d",
    );
    expect(matchTensors(layoutOf("a"), sources.slice(3)).reason).toBe("1 of 1 tensors take their first values from the file");
  });

  it("names ten at most", () => {
    const { result, reason } = matchTensors(layoutOf(...Array.from({ length: 14 }, (_, i) => `t${i}`)), []);
    expect(result).toEqual([]);
    expect(reason).toMatch(/t9 \(not in the file\) and 4 more$/);
  });
});
