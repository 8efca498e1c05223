import { describe, expect, it } from "vitest";
import { elementKernel } from "./element-kernel.ts";
import { add, mul, type Expression } from "./expression.ts";
import { allocateVectors, runKernel } from "./run-kernel.ts";

describe("elementKernel", () => {
  it("computes an expression that is used often once", () => {
    // As a tree it has 2^40 leaves.
    const doubled = (value: Expression, times: number): Expression => (times === 0 ? value : doubled(add(value, value), times - 1));
    const kernel = elementKernel(["a"], ["half"], ({ a, half }) => [mul(half, doubled(a, 40))]);
    expect(kernel.module.length).toBeLessThan(2000);
    const [vector] = allocateVectors(1, 5) as [Float32Array];
    vector.set([1, 2, 3, 4, 5]);
    runKernel(kernel, [vector], [vector], [0.5], 0, 5);
    expect([...vector]).toEqual([1, 2, 3, 4, 5].map((value) => value * 2 ** 39));
  });

  it("takes more values than one byte can number", () => {
    const sum = Array.from({ length: 100 }).reduce<readonly Expression[]>(
      (terms) => {
        const last = terms.at(-1) as Expression;
        return [...terms, add(last, last)];
      },
      [{ kind: "input", name: "a" }],
    );
    const kernel = elementKernel(["a"], [], () => [sum.reduce((total, term) => add(total, term))]);
    const vector = Float32Array.of(0, 2 ** -60);
    runKernel(kernel, [vector], [vector], [], 0, 2);
    // 2^-60 (1 + 2 + 4 + ... + 2^100), which float32 rounds up at the 25th addition
    expect([...vector]).toEqual([0, 2 ** 41]);
  });
});
