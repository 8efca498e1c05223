import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillInitialValues } from "../model/initializers.ts";
import { KernelMemory } from "../kernels/kernel-memory.ts";
import { makeLayout } from "../model/layout.ts";
import { createOptimizer } from "../optimizer/create-optimizer.ts";
import { runOptimizer } from "../optimizer/run-optimizer.ts";
import { partitionRanges } from "../reduce/partition.ts";
import { ParameterRange } from "./parameter-range.ts";

const layout = makeLayout([
  { name: "dense/kernel", shape: [6, 5], initializer: { kind: "glorotUniform" }, update: "optimizer" },
  { name: "dense/bias", shape: [5], initializer: { kind: "zeros" }, update: "optimizer" },
  { name: "norm/mean", shape: [5], initializer: { kind: "zeros" }, update: "average", decay: 0.9 },
  { name: "norm/scale", shape: [5], initializer: { kind: "ones" }, update: "fixed" },
  { name: "out/kernel", shape: [5, 2], initializer: { kind: "heNormal" }, update: "optimizer" },
]);
const P = layout.length;
const whole = { range: 0, start: 0, end: P };

const adam = { name: "adam", learningRate: 0.01 } as const;

const rangeOf = (bounds = whole, optimizer = createOptimizer(adam)): ParameterRange =>
  new ParameterRange({ layout, bounds, optimizer, seed: 7 });

function opened(bounds = whole, optimizer = createOptimizer(adam)): ParameterRange {
  const range = rangeOf(bounds, optimizer);
  range.initialise();
  expect(range.openAt(0)).toBe(true);
  return range;
}

const gradientOf = (step: number, { start, end } = whole): Float32Array =>
  Float32Array.from({ length: end - start }, (_, i) => Math.fround(((start + i) % 7) - 3 + step / 8));

function train(range: ParameterRange, steps: number, cuts: readonly number[] = []): void {
  const first = range.version ?? 0;
  const bounds = [...new Set([0, ...cuts, range.length])].toSorted((a, b) => a - b);
  for (let step = first; step < first + steps; step++) {
    const gradient = gradientOf(step, range.bounds);
    // last piece first: the order of arrival must not matter
    for (let i = bounds.length - 1; i > 0; i--) range.apply(step, bounds[i - 1] as number, bounds[i] as number, gradient);
    range.commit(step);
  }
}

const misuse = (message: RegExp): unknown =>
  expect.objectContaining({ code: "invariant", message: expect.stringMatching(message) as unknown });

describe("ParameterRange", () => {
  it("scales what the optimizer moves, and neither averages nor what is fixed", () => {
    const clip = { by: "norm", limit: 1 } as const;
    const [scaled, plain] = [
      createOptimizer({ name: "sgd", learningRate: 1 }, { clip }),
      createOptimizer({ name: "sgd", learningRate: 1 }),
    ].map((optimizer) => opened(whole, optimizer)) as [ParameterRange, ParameterRange];
    const isOptimized = (i: number): boolean => i < 35 || i >= 45;
    scaled.apply(0, 0, P, gradientOf(0), 0.5);
    plain.apply(
      0,
      0,
      P,
      gradientOf(0).map((g, i) => (isOptimized(i) ? g / 2 : g)),
    );
    expect(scaled.backParameters()).toEqual(plain.backParameters());
    expect(plain.backParameters()).not.toEqual(plain.parameters(0));
  });

  it("starts at the initial values, with empty state", () => {
    const expected = new Float32Array(P);
    fillInitialValues(layout, 7, 0, P, expected);
    const { parameters, slots, version, slotNames } = opened().copyOf(0);
    expect({ version, slotNames }).toEqual({ version: 0, slotNames: ["m", "v"] });
    expect(parameters).toEqual(expected);
    for (const slot of slots) expect(slot.every((value) => value === 0)).toBe(true);
  });

  it("starts at values that it is given, with empty state", () => {
    const range = rangeOf({ range: 1, start: 3, end: 20 });
    expect(() => range.initialise(new Float32Array(16))).toThrow(misuse(/version 0 with 16 parameters; expected 17/));
    const values = Float32Array.from({ length: 17 }, (_, i) => i);
    range.initialise(values);
    expect(range.openAt(0)).toBe(true);
    const { parameters, slots, updates } = range.copyOf(0);
    expect({ parameters, updates }).toEqual({ parameters: values, updates: 0 });
    for (const slot of slots) expect(slot.every((value) => value === 0)).toBe(true);
  });

  it("has all its vectors in one memory, on which the optimizer works without copying", () => {
    const range = opened();
    expect(KernelMemory.of([range.gradient, range.parameters(0), range.backParameters()])).not.toBeNull();
    expect(range.gradient.length).toBe(P);
  });

  it("moves each tensor by its rule", () => {
    const range = opened();
    const before = range.copyOf(0).parameters;
    const gradient = gradientOf(0);
    range.apply(0, 0, P, gradient);
    range.commit(0);
    const after = range.copyOf(1);
    const reference = { p: new Float32Array(P), m: new Float32Array(P), v: new Float32Array(P) };
    const zeros = [new Float32Array(P), new Float32Array(P)];
    createOptimizer({ name: "adam", learningRate: 0.01 }).apply(0, before, zeros, gradient, reference.p, [reference.m, reference.v], 0, P);
    for (const { name, update, offset, length } of layout.tensors) {
      for (let i = offset; i < offset + length; i++) {
        const old = before[i] as number;
        const averaged = Math.fround(Math.fround(Math.fround(0.9) * old) + Math.fround(Math.fround(1 - 0.9) * (gradient[i] as number)));
        const expected = { optimizer: reference.p[i], average: averaged, fixed: old }[update];
        expect([name, after.parameters[i]]).toEqual([name, expected]);
        expect(after.slots.map((slot) => slot[i])).toEqual(update === "optimizer" ? [reference.m[i], reference.v[i]] : [0, 0]);
      }
    }
  });

  it("has the same bits for any number of ranges and any pieces", () => {
    const reference = opened();
    train(reference, 6);
    const expected = reference.copyOf(6);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: P - 1 }), { maxLength: 4 }),
        fc.uniqueArray(fc.nat(P), { maxLength: 5 }),
        (borders, cuts) => {
          const bounds = [0, ...borders.toSorted((a, b) => a - b), P];
          for (let k = 1; k < bounds.length; k++) {
            const [start, end] = [bounds[k - 1] as number, bounds[k] as number];
            const range = opened({ range: k - 1, start, end });
            train(
              range,
              6,
              cuts.map((cut) => Math.min(cut, end - start)),
            );
            const { parameters, slots } = range.copyOf(6);
            expect(parameters).toEqual(expected.parameters.slice(start, end));
            expect(slots).toEqual(expected.slots.map((slot) => slot.slice(start, end)));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("commits a step of an empty range", () => {
    const [empty] = partitionRanges(P, 2);
    const range = opened(empty);
    range.commit(0);
    expect(range.version).toBe(1);
  });

  it("holds two versions, and one while a step is being written", () => {
    const range = opened();
    expect(range.versions()).toEqual([0]);
    train(range, 3);
    expect(range.versions()).toEqual([2, 3]);
    range.apply(3, 0, 1, gradientOf(3));
    expect(range.versions()).toEqual([3]);
    expect(() => range.parameters(2)).toThrow(misuse(/version 2 is not held; there are 3/));
  });

  it("writes the next version where backParameters says, before the commit", () => {
    const range = opened();
    const early = range.backParameters();
    range.apply(0, 0, P, gradientOf(0));
    const seen = early.slice();
    range.commit(0);
    expect(range.parameters(1)).toBe(early);
    expect(range.parameters(1)).toEqual(seen);
  });

  it("goes back to the version before, and redoes the same bits", () => {
    const range = opened();
    train(range, 4);
    const done = range.copyOf(4);
    expect(range.openAt(3)).toBe(true);
    expect(range.versions()).toEqual([3]);
    train(range, 1, [10, 20]);
    expect(range.copyOf(4)).toEqual(done);
  });

  it("gives up a step half written when it is opened again", () => {
    const range = opened();
    train(range, 2);
    const reference = opened();
    train(reference, 3);
    range.apply(2, 0, 30, gradientOf(99));
    expect(range.openAt(2)).toBe(true);
    train(range, 1);
    expect(range.copyOf(3)).toEqual(reference.copyOf(3));
  });

  it("cannot open a version that is not held, and is not changed by trying", () => {
    const range = opened();
    train(range, 2);
    expect(range.openAt(0)).toBe(false);
    expect(range.openAt(7)).toBe(false);
    expect(range.versions()).toEqual([1, 2]);
    expect(range.version).toBe(2);
  });

  it("goes on from a loaded version as if it had never stopped", () => {
    const reference = opened();
    train(reference, 3);
    const { parameters, slots } = reference.copyOf(3);
    const range = rangeOf();
    range.load(3, 3, parameters, slots);
    parameters.fill(0);
    expect(range.version).toBeNull();
    expect(range.openAt(3)).toBe(true);
    train(range, 2);
    train(reference, 2);
    expect(range.copyOf(5)).toEqual(reference.copyOf(5));
  });

  it("leaves the open version alone while another is loaded", () => {
    const range = opened();
    train(range, 5);
    const open = range.copyOf(5);
    const older = opened().copyOf(0);
    range.load(0, 0, older.parameters, older.slots);
    expect(range.versions()).toEqual([0, 5]);
    expect(range.version).toBe(5);
    expect(range.copyOf(5)).toEqual(open);
  });

  it("copies the last version forward, state included", () => {
    const range = opened();
    train(range, 2);
    const last = range.copyOf(2);
    range.commitUnchanged(2);
    expect(range.copyOf(3)).toEqual({ ...last, version: 3 });
    expect(last.updates).toBe(2);
  });

  it.each([
    ["", createOptimizer(adam)],
    [", with a schedule too", runOptimizer({ optimizer: adam, schedule: { name: "cosine", warmup: { steps: 3 } }, epochs: 1 }, 6)],
  ])("gives up what was written of a step that changes nothing, and goes on as if that step had not been%s", (_, optimizer) => {
    const range = opened(whole, optimizer);
    const reference = opened(whole, optimizer);
    for (const each of [range, reference]) train(each, 2);
    const before = range.copyOf(2);
    range.apply(2, 0, 30, new Float32Array(P).fill(NaN));
    range.commitUnchanged(2);
    expect(range.copyOf(3)).toEqual({ ...before, version: 3 });
    expect(range.copyOf(2)).toEqual(before);

    // The optimizer's count of updates stands still: step 3 is its third update, as step 2 is the reference's.
    range.apply(3, 0, P, gradientOf(2));
    range.commit(3);
    reference.apply(2, 0, P, gradientOf(2));
    reference.commit(2);
    expect(range.copyOf(4)).toEqual({ ...reference.copyOf(3), version: 4 });

    const restored = rangeOf(whole, optimizer);
    const { parameters, slots, updates } = range.copyOf(4);
    restored.load(4, updates, parameters, slots);
    restored.openAt(4);
    restored.apply(4, 0, P, gradientOf(3));
    restored.commit(4);
    range.apply(4, 0, P, gradientOf(3));
    range.commit(4);
    expect(restored.copyOf(5)).toEqual(range.copyOf(5));
  });
});

describe("ParameterRange refuses", () => {
  it("a commit of a step that is not whole", () => {
    const range = opened();
    expect(() => range.commit(0)).toThrow(misuse(/commit with 0 of 55 elements/));
    range.apply(0, 0, 20, gradientOf(0));
    range.apply(0, 21, P, gradientOf(0));
    expect(() => range.commit(0)).toThrow(misuse(/commit with 54 of 55/));
    range.apply(0, 20, 21, gradientOf(0));
    range.commit(0);
    expect(() => range.commit(1)).toThrow(misuse(/commit with 0 of 55/));
  });

  it("an element twice", () => {
    const range = opened();
    range.apply(0, 10, 20, gradientOf(0));
    for (const [from, to] of [
      [10, 20],
      [19, 21],
      [5, 11],
      [0, 55],
      [12, 13],
    ] as const) {
      expect(() => range.apply(0, from, to, gradientOf(0))).toThrow(misuse(/were applied before/));
    }
  });

  it("elements outside, and gradients of another length", () => {
    const range = opened();
    for (const [from, to] of [
      [-1, 2],
      [0, 56],
      [5, 4],
      [0.5, 2],
      [NaN, 2],
    ] as const) {
      expect(() => range.apply(0, from, to, gradientOf(0))).toThrow(misuse(/of 55/));
    }
    expect(() => range.apply(0, 0, 10, new Float32Array(10))).toThrow(misuse(/a gradient of 10 elements/));
  });

  it("another step than that of the open version", () => {
    const range = opened();
    train(range, 2);
    for (const step of [1, 3]) {
      expect(() => range.apply(step, 0, 1, gradientOf(0))).toThrow(misuse(/while version 2 is open/));
      expect(() => range.commit(step)).toThrow(misuse(/while version 2 is open/));
      expect(() => range.commitUnchanged(step)).toThrow(misuse(/while version 2 is open/));
    }
  });

  it("a layout with a hole, or an average without its decay", () => {
    const optimizer = createOptimizer({ name: "sgd", learningRate: 0.01 });
    const tensors = layout.tensors.filter(({ name }) => name !== "dense/bias");
    expect(() => new ParameterRange({ layout: { ...layout, tensors }, bounds: whole, optimizer, seed: 7 })).toThrow(
      misuse(/cover 50 of its 55/),
    );
    const undecided = layout.tensors.map(({ decay: _decay, ...tensor }) => tensor);
    expect(() => new ParameterRange({ layout: { ...layout, tensors: undecided }, bounds: whole, optimizer, seed: 7 })).toThrow(
      expect.objectContaining({ code: "configuration" }),
    );
  });

  it("anything before a version is open", () => {
    const range = rangeOf();
    range.initialise();
    expect(() => range.apply(0, 0, 1, gradientOf(0))).toThrow(misuse(/nothing is open/));
  });

  it("vectors of another shape than the range's", () => {
    const range = rangeOf();
    const ok = new Float32Array(P);
    expect(() => range.load(1, 1, new Float32Array(P - 1), [ok, ok])).toThrow(misuse(/54 parameters/));
    expect(() => range.load(1, 1, ok, [ok])).toThrow(misuse(/1 slots/));
    expect(() => range.load(1, 1, ok, [ok, new Float32Array(3)])).toThrow(misuse(/expected 55/));
    expect(() => rangeOf({ range: 0, start: 0, end: P + 1 })).toThrow(misuse(/not inside/));
  });
});
