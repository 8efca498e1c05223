import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layout } from "../model/layout.ts";
import type { OptimizerSettings, RunSettings } from "../run/settings.ts";
import { BiasCorrection } from "./bias-correction.ts";
import { createOptimizer } from "./create-optimizer.ts";
import { blockSums, clipScale } from "./gradient-norm.ts";
import type { Optimizer } from "./optimizer.ts";
import { runOptimizer } from "./run-optimizer.ts";

interface GoldenCase extends Pick<RunSettings, "schedule" | "clip"> {
  readonly settings: OptimizerSettings;
  /** parameters by number of updates */
  readonly after: Readonly<Record<string, readonly number[]>>;
}

function goldenCases(file: string): readonly GoldenCase[] {
  return (JSON.parse(readFileSync(new URL(`golden/${file}`, import.meta.url), "utf8")) as { cases: readonly GoldenCase[] }).cases;
}

const pytorch = goldenCases("pytorch.json");

/** The generator of golden/make-golden.py: multiples of 2^-23 in [-1, 1). */
function sequence(seed: number): (length: number) => Float32Array {
  let state = seed;
  return (length) =>
    Float32Array.from({ length }, () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return (state >>> 8) / 2 ** 23 - 1;
    });
}

interface State {
  parameters: Float32Array;
  slots: Float32Array[];
}

function train(
  optimizer: Optimizer,
  length: number,
  steps: number,
  cuts: readonly number[],
  inPlace: boolean,
  seen: (step: number, parameters: Float32Array) => void = () => {},
  scaleOf: (gradient: Float32Array) => number = () => 1,
): State {
  const next = sequence(7);
  let now: State = { parameters: next(length), slots: optimizer.slots.map(() => new Float32Array(length)) };
  for (let step = 0; step < steps; step++) {
    const gradient = next(length);
    const scale = scaleOf(gradient);
    const then: State = inPlace
      ? now
      : { parameters: new Float32Array(length).fill(NaN), slots: now.slots.map(() => new Float32Array(length).fill(NaN)) };
    const bounds = [0, ...cuts.toSorted((a, b) => a - b), length];
    for (let i = 1; i < bounds.length; i++) {
      optimizer.apply(
        step,
        now.parameters,
        now.slots,
        gradient,
        then.parameters,
        then.slots,
        bounds[i - 1] as number,
        bounds[i] as number,
        scale,
      );
    }
    now = then;
    seen(step, now.parameters);
  }
  return now;
}

const hashOf = ({ parameters, slots }: State): string => {
  const hash = createHash("sha256");
  for (const vector of [parameters, ...slots]) hash.update(new Uint8Array(vector.buffer));
  return hash.digest("hex").slice(0, 16);
};

/** One tensor: all of it is the optimizer's. */
function layoutOf(length: number): Layout {
  return { length, tensors: [{ name: "w", shape: [length], offset: 0, length, initializer: { kind: "zeros" }, update: "optimizer" }] };
}

/** The largest difference from each of the recorded parameters. */
function worstDifferences({ settings, schedule, clip, after }: GoldenCase): readonly number[] {
  const found: number[] = [];
  const optimizer = runOptimizer({ optimizer: settings, epochs: 5, ...(schedule && { schedule }), ...(clip && { clip }) }, 10);
  const scaleOf = (gradient: Float32Array): number =>
    clip?.by === "norm" ? clipScale(blockSums(gradient, 0, layoutOf(16)), clip.limit) : 1;
  const compare = (step: number, parameters: Float32Array): void => {
    const expected = after[step + 1];
    if (expected) found.push(Math.max(...expected.map((value, i) => Math.abs(value - (parameters[i] as number)))));
  };
  train(optimizer, 16, 50, [], false, compare, scaleOf);
  return found;
}

const named = (cases: readonly GoldenCase[]): (readonly [string, GoldenCase])[] =>
  cases.map((item) => [JSON.stringify({ ...item, after: undefined }), item] as const);

describe("against PyTorch", () => {
  // PyTorch rounds in another order (it scales by lr last, takes its powers with pow, and its norm in float32), so bits differ: at most 4
  // units in the last place of values around 1 after 50 steps. A wrong formula is off by many orders of magnitude more.
  it.each(named(pytorch))("%s", (_, item) => {
    const worst = worstDifferences(item);
    expect(worst).toHaveLength(4);
    expect(Math.max(...worst)).toBeLessThan(5e-7);
  });

  it("covers every optimizer, with its weight decay, and every schedule and clipping", () => {
    const seen = (of: (item: GoldenCase) => unknown): Set<unknown> => new Set(pytorch.map(of));
    expect([...seen(({ settings }) => settings.name)]).toEqual(["sgd", "momentum", "rmsprop", "adam", "adamw"]);
    expect(seen(({ settings: { name, weightDecay } }) => weightDecay && name).size).toBe(6);
    expect(seen(({ schedule }) => schedule?.name)).toEqual(new Set([undefined, "step", "one-cycle", "cosine"]));
    expect(seen(({ clip }) => clip?.by)).toEqual(new Set([undefined, "value", "norm"]));
  });
});

describe("against Keras", () => {
  // As above; Keras computes schedules in float32 too.
  it.each(named(goldenCases("keras.json")))("%s", (_, item) => {
    const worst = worstDifferences(item);
    expect(worst).toHaveLength(4);
    expect(Math.max(...worst)).toBeLessThan(1e-6);
  });
});

// SHA-256, 16 digits, of parameters and state after 50 steps; NumPy's float32 gives the same.
const all: readonly (readonly [OptimizerSettings["name"], string])[] = [
  ["sgd", "21b4923f41a738af"],
  ["momentum", "92d8091373fe3465"],
  ["rmsprop", "cd977110e5a24fa5"],
  ["adam", "cce3c529b02659e3"],
  ["adamw", "311878c43e502378"],
];

describe.each(all)("%s", (name, expectedHash) => {
  const optimizer = createOptimizer({ name, learningRate: 0.01 });

  it("has the same bits on every machine and version of Node", () => {
    expect(hashOf(train(optimizer, 1000, 50, [], false))).toBe(expectedHash);
  });

  it("has the same bits for any split of the elements, in place or not", () => {
    const whole = hashOf(train(optimizer, 97, 5, [], false));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 97 }), { maxLength: 5 }), fc.boolean(), (cuts, inPlace) => {
        expect(hashOf(train(optimizer, 97, 5, cuts, inPlace))).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  it("touches only the elements it is told to", () => {
    const out = new Float32Array(8);
    const outSlots = optimizer.slots.map(() => new Float32Array(8));
    const ones = new Float32Array(8).fill(1);
    optimizer.apply(
      0,
      ones,
      optimizer.slots.map(() => ones),
      ones,
      out,
      outSlots,
      3,
      5,
    );
    for (const vector of [out, ...outSlots]) expect([...vector].map((value) => value !== 0)).toEqual([0, 0, 0, 1, 1, 0, 0, 0].map(Boolean));
  });
});

describe("adam", () => {
  it("is, element by element, the formula that its WebAssembly kernel computes", () => {
    const { fround, sqrt } = Math;
    const [b1, c1, b2, c2, eps] = [fround(0.9), fround(1 - 0.9), fround(0.999), fround(1 - 0.999), fround(1e-8)] as const;
    const next = sequence(7);
    const p = next(100);
    const [m, v] = [new Float32Array(100), new Float32Array(100)];
    for (let step = 0, power1 = 0.9, power2 = 0.999; step < 20; step++, power1 *= 0.9, power2 *= 0.999) {
      const rate = fround(0.001 / (1 - power1));
      const root = fround(1 / sqrt(1 - power2));
      next(100).forEach((g, i) => {
        m[i] = fround(fround(b1 * (m[i] as number)) + fround(c1 * g));
        v[i] = fround(fround(b2 * (v[i] as number)) + fround(fround(c2 * g) * g));
        p[i] = fround((p[i] as number) - fround(fround(rate * m[i]) / fround(fround(fround(sqrt(v[i])) * root) + eps)));
      });
    }
    expect(hashOf(train(createOptimizer({ name: "adam", learningRate: 0.001 }), 100, 20, [], false))).toBe(
      hashOf({ parameters: p, slots: [m, v] }),
    );
  });
});

describe("the bias correction", () => {
  it("depends on the step alone, whatever was asked before", () => {
    const fresh = (step: number): object => new BiasCorrection(() => 0.001, 0.9, 0.999).at(step);
    const used = new BiasCorrection(() => 0.001, 0.9, 0.999);
    for (const step of [0, 5, 5, 3, 1000, 999, 0, 1]) expect(used.at(step)).toEqual(fresh(step));
  });

  it("starts at the full correction and fades out", () => {
    const correction = new BiasCorrection(() => 0.001, 0.9, 0.999);
    expect(correction.at(0).rate).toBeCloseTo(0.01, 8);
    expect(correction.at(100_000)).toEqual({ rate: Math.fround(0.001), root: 1 });
  });
});

describe("createOptimizer refuses", () => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ name: "lion", learningRate: 0.1 }, /no optimizer "lion"; there are sgd, momentum, rmsprop, adam, adamw/],
    [{ name: "toString", learningRate: 0.1 }, /no optimizer "toString"/],
    [{ name: "sgd", learningRate: 0 }, /learningRate is 0/],
    [{ name: "sgd", learningRate: -1 }, /learningRate is -1/],
    [{ name: "sgd", learningRate: NaN }, /learningRate is NaN/],
    [{ name: "sgd", learningRate: Infinity }, /learningRate is Infinity/],
    [{ name: "sgd", learningRate: 1e39 }, /learningRate is 1e\+39/],
    [{ name: "sgd", learningRate: 1e-60 }, /learningRate is 1e-60/],
    [{ name: "sgd", learningRate: "0.1" }, /learningRate is 0.1/],
    [{ name: "sgd" }, /learningRate is NaN/],
    [{ name: "sgd", learningRate: 0.1, momentum: 0.9 }, /sgd: does not use momentum; it takes learningRate/],
    [{ name: "momentum", learningRate: 0.1, momentum: 1 }, /momentum is 1/],
    [{ name: "rmsprop", learningRate: 0.1, decay: -0.1 }, /decay is -0.1/],
    [{ name: "adam", learningRate: 0.1, beta1: 1.5 }, /beta1 is 1.5/],
    [{ name: "adam", learningRate: 0.1, beta2: 0.99999999999 }, /beta2 is 0.99999999999/],
    [{ name: "adam", learningRate: 0.1, epsilon: 0 }, /epsilon is 0/],
    [{ name: "adam", learningRate: 0.1, weightDecay: 1e39 }, /weightDecay is 1e\+39/],
    [{ name: "adam", learningRate: 0.1, decay: 0.1 }, /adam: does not use decay/],
    [{ name: "adamw", learningRate: 0.1, weightDecay: -1 }, /weightDecay is -1/],
    [{ name: "adamw", learningRate: 1, weightDecay: 1 }, /learningRate \* weightDecay is 1/],
  ];
  it.each(cases.map(([settings, message]) => [JSON.stringify(settings), settings, message] as const))("%s", (_, settings, message) => {
    expect(() => createOptimizer(settings as OptimizerSettings)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringMatching(message) as unknown }),
    );
  });

  it("nothing that is left out or undefined", () => {
    const settings = { name: "adam", learningRate: 0.1, weightDecay: undefined } as unknown as OptimizerSettings;
    expect(createOptimizer(settings).slots).toEqual(["m", "v"]);
  });
});
