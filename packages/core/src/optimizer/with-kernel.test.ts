import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkwardSizes, difference, hostileVector } from "../kernels/hostile-floats.test.fixture.ts";
import { allocateVectors, runKernel } from "../kernels/run-kernel.ts";
import { elementKernel } from "../kernels/element-kernel.ts";
import { createOptimizer, type OptimizerOptions, updateRule } from "./create-optimizer.ts";

const names = ["sgd", "momentum", "rmsprop", "adam", "adamw"] as const;
const falling = (updates: number): number => 0.01 / (updates + 1);
const variants: readonly (readonly [string, number | undefined, OptimizerOptions])[] = [
  ["alone", undefined, {}],
  ["with decay and a schedule", 0.3, { learningRate: falling }],
  ["with decay, clipped by value", 0.3, { clip: { by: "value", limit: 0.7 } }],
  ["clipped by the norm", undefined, { clip: { by: "norm", limit: 1 } }],
];

const cases = names.flatMap((name) =>
  variants.map(([variant, weightDecay, options]) => ({
    name,
    variant,
    settings: { name, learningRate: 0.01, ...(weightDecay !== undefined && { weightDecay }) },
    options,
  })),
);

describe.each(cases)("the kernel of $name $variant", ({ settings, options }) => {
  const rule = updateRule(settings, options);
  const gradientScale = rule.scalesGradient ? Math.fround(0.3) : 1;
  const kernel = elementKernel(rule.formula.inputs, rule.formula.scalars, rule.formula.outputs);
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
        expect(runKernel(kernel, inputs, outputs, rule.scalars(updates, gradientScale), from, length)).toBe(true);

        const expected = outputs.map(() => new Float32Array(length));
        const [parameters, ...slots] = state.slice(0, -1) as [Float32Array, ...Float32Array[]];
        const [outParameters, ...outSlots] = expected as [Float32Array, ...Float32Array[]];
        rule.apply(updates, parameters, slots, state.at(-1) as Float32Array, outParameters, outSlots, from, length, gradientScale);
        for (const [index, output] of outputs.entries()) expect(difference(output, expected[index] as Float32Array)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it("is what an optimizer that is made from settings computes with", () => {
    // Vectors too short for the kernel, which checks them; the formula in JavaScript does not.
    const short = new Float32Array(1);
    const slots = rule.slots.map(() => short);
    expect(() => createOptimizer(settings, options).apply(0, short, slots, short, short, slots, 0, 2)).toThrow(/of which one has 1/);
    expect(() => rule.apply(0, short, slots, short, short, slots, 0, 2)).not.toThrow();
  });
});

describe("a gradient scale", () => {
  const applyScaled = (options: OptimizerOptions) => (): void => {
    const value = new Float32Array(1);
    createOptimizer({ name: "sgd", learningRate: 0.01 }, options).apply(0, value, [], value, value, [], 0, 1, 0.5);
  };

  it("is for an optimizer that clips by the norm alone: another one would do without it in silence", () => {
    expect(applyScaled({ clip: { by: "norm", limit: 1 } })).not.toThrow();
    expect(applyScaled({})).toThrow("optimizer sgd: a gradient scale of 0.5");
    expect(applyScaled({ clip: { by: "value", limit: 1 } })).toThrow("optimizer sgd: a gradient scale of 0.5");
  });
});
