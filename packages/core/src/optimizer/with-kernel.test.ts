import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkwardSizes, difference, hostileVector } from "../kernels/hostile-floats.test.fixture.ts";
import { allocateVectors, runKernel } from "../kernels/run-kernel.ts";
import { createOptimizer, updateRule } from "./create-optimizer.ts";

const names = ["sgd", "momentum", "rmsprop", "adam", "adamw"] as const;

describe.each(names)("the kernel of %s", (name) => {
  const rule = updateRule({ name, learningRate: 0.01 });
  const stateVectors = 1 + rule.slots.length;
  const step = awkwardSizes.chain((length) =>
    fc.record({
      length: fc.constant(length),
      from: fc.nat({ max: length }),
      shift: fc.integer({ min: 0, max: 5 }),
      updates: fc.nat({ max: 50 }),
      state: fc.tuple(...Array.from({ length: stateVectors + 1 }, () => hostileVector(length))),
    }),
  );

  it.each([
    ["in place", (length: number) => allocateVectors(2 * stateVectors + 1, length)],
    ["on copies", (length: number) => Array.from({ length: 2 * stateVectors + 1 }, () => new Float32Array(length))],
  ] as const)("has the bits of its formula in JavaScript, %s", (_, allocate) => {
    fc.assert(
      fc.property(step, ({ length, from, shift, updates, state }) => {
        const vectors = allocate(length + 5).map((vector) => vector.subarray(shift, shift + length));
        state.forEach((values, index) => vectors[index]?.set(values));
        const inputs = vectors.slice(0, stateVectors + 1);
        const outputs = vectors.slice(stateVectors + 1);
        expect(runKernel(rule.kernel, inputs, outputs, rule.scalars(updates), from, length)).toBe(true);

        const expected = outputs.map(() => new Float32Array(length));
        const [parameters, ...slots] = state.slice(0, -1) as [Float32Array, ...Float32Array[]];
        const [outParameters, ...outSlots] = expected as [Float32Array, ...Float32Array[]];
        rule.apply(updates, parameters, slots, state.at(-1) as Float32Array, outParameters, outSlots, from, length);
        for (const [index, output] of outputs.entries()) expect(difference(output, expected[index] as Float32Array)).toBeNull();
      }),
      { numRuns: 80 },
    );
  });

  it("is what an optimizer that is made from settings computes with", () => {
    // Vectors too short for the kernel, which checks them; the formula in JavaScript does not.
    const short = new Float32Array(1);
    const slots = rule.slots.map(() => short);
    expect(() => createOptimizer({ name, learningRate: 0.01 }).apply(0, short, slots, short, short, slots, 0, 2)).toThrow(
      /of which one has 1/,
    );
    expect(() => rule.apply(0, short, slots, short, short, slots, 0, 2)).not.toThrow();
  });
});
