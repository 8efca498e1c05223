import { batchDigest, createOptimizer, subtreeOf, ShardPlan, type ShardContribution, type ShardSamples } from "@lockstep/core";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { evaluateShard } from "./evaluate-shard.ts";
import { loadModel, type LoadedModel } from "./load-model.ts";
import { mnistRun, shardOf, type MnistRun } from "./mnist-run.test.fixture.ts";
import { anonymous, initial, step, worker } from "./split-step.test.fixture.ts";
import { StepGradient, type SubtreeRoot } from "./step-gradient.ts";

let backend: Backend;

beforeAll(async () => {
  backend = await selectBackend("wasm");
});

describe.each([
  ["mnist-mlp-128", 4],
  ["mnist-mlp-128", 6],
  ["mnist-cnn", 4],
] as const)("the gradient of a step of %s in %d shards", (recipe, shards) => {
  let run: MnistRun;
  let model: LoadedModel;
  const all = Array.from({ length: shards }, (_, shard) => shard);

  beforeAll(async () => {
    run = await mnistRun({ recipe, shards, batchSize: shards * 8 });
    model = await loadModel(run.settings, run.data, backend);
  });

  it("has the same bits for any split of the shards over workers", () => {
    const alone = step(run, model, [all], 1);
    const splits = [
      all.map((shard) => [shard]),
      [all.slice(0, 1), all.slice(1)],
      [all.filter((shard) => shard % 2 === 0), all.filter((shard) => shard % 2 === 1)],
    ];
    for (const split of splits) {
      const together = step(run, model, split, 1);
      expect(together.sum).toBe(alone.sum);
      expect(anonymous(together.contributions)).toEqual(anonymous(alone.contributions));
    }
  });

  it("has the same bits after other steps", () => {
    const first = step(run, model, [all], 2);
    step(run, model, [all], 5);
    const other = worker(run, model, "other", [1]);
    other.gradient.compute(0, initial(run, model).fill(0.01), other.roots);
    expect(step(run, model, [all], 2)).toEqual(first);
  });

  it("differs from step to step", () => {
    expect(step(run, model, [all], 0).sum).not.toBe(step(run, model, [all], 1).sum);
  });
});

describe("a step of several batches a shard", () => {
  let model: LoadedModel;
  let whole: MnistRun;
  let accumulated: MnistRun;
  const all = [0, 1, 2, 3];

  beforeAll(async () => {
    // 602 samples: the last step of an epoch takes 23 or 22 of each shard, which are two batches of 8 and one of 7 or 6
    whole = await mnistRun({}, { trainSamples: 602 });
    accumulated = await mnistRun({ accumulate: 4 }, { trainSamples: 602 });
    model = await loadModel(accumulated.settings, accumulated.data, backend);
  });

  it.each([1, 4])("has the same bits for any split of the shards over workers, in step %d", (number) => {
    const alone = step(accumulated, model, [all], number);
    const together = step(accumulated, model, [[0], [1, 2], [3]], number);
    expect(together.sum).toBe(alone.sum);
    expect(anonymous(together.contributions)).toEqual(anonymous(alone.contributions));
  });

  it.each([1, 4])("takes the samples of one batch, and gives its gradient but for rounding, in step %d", (number) => {
    const gradientOf = (run: MnistRun): { sums: Float32Array; contributions: readonly ShardContribution[] } => {
      const { gradient, roots } = worker(run, model, "w", all);
      const { contributions } = gradient.compute(number, initial(run, model), roots);
      return { sums: (roots as [SubtreeRoot])[0].vector_P.slice(), contributions };
    };
    const [one, several] = [gradientOf(whole), gradientOf(accumulated)];
    expect(several.sums).not.toEqual(one.sums);
    const largest = Math.max(...one.sums.map(Math.abs));
    const worst = Math.max(...one.sums.map((value, i) => Math.abs(value - (several.sums[i] as number))));
    expect(worst / largest).toBeLessThan(1e-6);
    for (const [shard, { lossSum, ...counted }] of several.contributions.entries()) {
      const { lossSum: expected, ...rest } = one.contributions[shard] as ShardContribution;
      expect(counted).toEqual(rest);
      expect(lossSum / expected).toBeCloseTo(1, 6);
    }
  });

  it("gives the kernels no more than one batch", () => {
    const sizes = new Set<number>();
    const { batches } = model.context;
    const gather = batches.gather.bind(batches);
    const fill = batches.fill.bind(batches);
    batches.gather = (samples, positions) => (sizes.add(positions.length), gather(samples, positions));
    batches.fill = (samples, positions, view) => (sizes.add(positions.length), fill(samples, positions, view));
    try {
      const { gradient, roots } = worker(accumulated, model, "w", all);
      gradient.compute(1, initial(accumulated, model), roots);
      gradient.compute(4, initial(accumulated, model), roots);
    } finally {
      batches.gather = gather;
      batches.fill = fill;
    }
    expect([...sizes].toSorted((a, b) => a - b)).toEqual([6, 7, 8]);
  });

  it("needs batches of one size", () => {
    const settings = { ...accumulated.settings, accumulate: 5 };
    expect(() => worker({ ...accumulated, settings }, model, "w", all)).toThrow(
      /takes 32 samples of a shard, which 5 batches cannot share/,
    );
  });
});

describe("the contributions of a step", () => {
  let run: MnistRun;
  let model: LoadedModel;
  let plan: ShardPlan;

  beforeAll(async () => {
    // 602 samples: shards of 151, 151, 150, 150; 32 of each a step; five steps an epoch, the last of 23 and 22
    run = await mnistRun({}, { trainSamples: 602 });
    model = await loadModel(run.settings, run.data, backend);
    plan = new ShardPlan({ samples: 602, shards: 4, batchSize: 128, seed: run.settings.seed });
  });

  it("name the worker and hold count and digest of exactly the samples of the plan", () => {
    const { contributions } = step(
      run,
      model,
      [
        [2, 3],
        [0, 1],
      ],
      7,
    );
    expect(contributions.map(({ shard, worker: name, samples }) => [shard, name, samples])).toEqual([
      [0, "worker-1", 32],
      [1, "worker-1", 32],
      [2, "worker-0", 32],
      [3, "worker-0", 32],
    ]);
    for (const { shard, digest, lossSum, correct, evaluation } of contributions) {
      const { ids, digests } = shardOf(run, shard).train;
      expect(Buffer.from(digest).equals(batchDigest(ids, digests, plan.batchPositions(shard, 1, 2)))).toBe(true);
      expect(lossSum).toBeGreaterThan(20);
      expect(correct).toBeLessThanOrEqual(32);
      expect(evaluation).toBeUndefined();
    }
  });

  it("say that a loss is not finite, and where a gradient is not", () => {
    const { gradient, roots } = worker(run, model, "worker-0", [0, 1, 2, 3]);
    const marks = (change: (params_P: Float32Array) => void): unknown[] => {
      const params_P = initial(run, model);
      change(params_P);
      return gradient.compute(7, params_P, roots).contributions.map(({ nonFinite }) => nonFinite);
    };
    expect(marks(() => {})).toEqual([undefined, undefined, undefined, undefined]);
    expect(marks((params_P) => params_P.fill(NaN, -1))).toEqual(["loss", "loss", "loss", "loss"]);
    // Weights of the classes that cancel out to no loss out of the ordinary, and that make what comes back through them infinite.
    const kernel = model.layout.tensors.find(({ shape }) => shape.join() === "128,10");
    const { offset = 0, length = 0 } = kernel ?? {};
    const places = marks((params_P) => {
      params_P.fill(0);
      params_P.fill(1e-30, 0, 784 * 128);
      for (let i = 0; i < length; i++) params_P[offset + i] = i % 2 === 0 ? 3e38 : -3e38;
    });
    expect(places).toEqual([0, 0, 0, 0]);
  });

  it("take what is left in the last step of an epoch", () => {
    expect(step(run, model, [[0, 1, 2, 3]], 4).contributions.map(({ samples }) => samples)).toEqual([23, 23, 22, 22]);
  });

  it("digest the samples as they came, however they are augmented", () => {
    const steps = [null, { shiftPixels: 3 }].map((augmentation) => step(run, { ...model, augmentation }, [[0, 1, 2, 3]], 7));
    const [plain, augmented] = steps as [(typeof steps)[0], (typeof steps)[0]];
    expect(augmented.sum).not.toBe(plain.sum);
    expect(augmented.contributions.map(({ digest }) => digest)).toEqual(plain.contributions.map(({ digest }) => digest));
    expect(augmented.contributions.map(({ lossSum }) => lossSum)).not.toEqual(plain.contributions.map(({ lossSum }) => lossSum));
  });

  it("evaluate the samples as they are, augmented or not", () => {
    const evaluations = [null, { shiftPixels: 3 }].map((augmentation) =>
      step(run, { ...model, augmentation }, [[0, 1, 2, 3]], 10).contributions.map(({ evaluation }) => evaluation),
    );
    expect(evaluations[1]).toEqual(evaluations[0]);
  });

  it("have nothing for a shard that has run out", async () => {
    const uneven = await mnistRun({ batchSize: 8 }, { trainSamples: 6 });
    const { contributions } = step(uneven, model, [[0, 1, 2, 3]], 0);
    expect(contributions.map(({ samples }) => samples)).toEqual([2, 2, 1, 1]);
    const one = await mnistRun({ batchSize: 4 }, { trainSamples: 6 });
    const last = step(one, model, [[0, 1, 2, 3]], 1).contributions;
    expect(last[3]).toEqual({ shard: 3, worker: "worker-0", samples: 0, digest: new Uint8Array(0), lossSum: 0, correct: 0 });
    const alone = worker(one, model, "alone", [3]);
    alone.gradient.compute(1, initial(one, model), alone.roots);
    expect(alone.roots.map(({ vector_P }) => vector_P.every((value) => value === 0))).toEqual([true]);
  });

  it("evaluate the version that ends an epoch, before the step that uses it", () => {
    const { contributions } = step(run, model, [[0, 1, 2, 3]], 5);
    expect(contributions.map(({ evaluation }) => evaluation?.samples)).toEqual([75, 75, 75, 75]);
    expect(contributions.every(({ samples }) => samples === 32)).toBe(true);
    expect(step(run, model, [[0, 1, 2, 3]], 0).contributions.every(({ evaluation }) => evaluation === undefined)).toBe(true);
  });

  it("only evaluate in the closing step", () => {
    const params_P = initial(run, model);
    const { gradient, roots } = worker(run, model, "worker-0", [1, 2, 3]);
    const { contributions } = gradient.compute(10, params_P, roots);
    expect(contributions.map(({ shard, samples, digest, evaluation }) => [shard, samples, digest.length, evaluation?.samples])).toEqual([
      [1, 0, 0, 75],
      [2, 0, 0, 75],
      [3, 0, 0, 75],
    ]);
    expect(roots.every(({ vector_P }) => vector_P.every((value) => value === 0))).toBe(true);
    expect(() => gradient.compute(11, params_P, roots)).toThrow(/step 11, but the run ends with step 10/);
  });

  it("hold the validation beside the evaluation, each over its own samples, for any split over workers", async () => {
    const held = await mnistRun({ validation: 0.1 }, { trainSamples: 602, validationSamples: 70 });
    const steps = [4, 5, 6].map((number) => step(held, model, [[0, 1, 2, 3]], number).contributions);
    expect(steps.map((contributions) => contributions.map(({ validation }) => validation?.samples))).toEqual([
      [undefined, undefined, undefined, undefined],
      [18, 18, 17, 17],
      [undefined, undefined, undefined, undefined],
    ]);
    const [, alone = []] = steps;
    const without = step(run, model, [[0, 1, 2, 3]], 5).contributions;
    expect(alone.map(({ validation: _validation, ...rest }) => rest)).toEqual(without);
    const swapped = { ...held, samples: held.samples.map((shard) => ({ ...shard, test: shard.validation ?? shard.test })) };
    for (const { shard, validation } of alone) {
      const { test } = shardOf(swapped, shard);
      expect(validation).toEqual(evaluateShard(model.context, test));
    }
    const together = step(held, model, [[0, 2], [3], [1]], 5).contributions;
    expect(anonymous(together)).toEqual(anonymous(alone));
  });

  it("refuse validation samples that are missing or not the plan's", async () => {
    const held = await mnistRun({ validation: 0.1 }, { trainSamples: 602, validationSamples: 70 });
    const gradient = new StepGradient({ ...held, workerName: "w", parameterCount: model.layout.length, ...model });
    const { train, test } = shardOf(held, 0);
    expect(() => gradient.loadShard(0, train, test)).toThrow(/validation samples of shard 0 are missing/);
    expect(() => gradient.loadShard(0, train, test, shardOf(held, 1).validation)).toThrow(/validation samples of shard 0/);
    expect(() => gradient.loadShard(0, train, test, shardOf(held, 0).validation)).not.toThrow();
  });

  it("need the samples of every shard", () => {
    const { gradient } = worker(run, model, "worker-0", [1]);
    const roots = [{ subtree: subtreeOf(4, 4), vector_P: new Float32Array(model.layout.length) }];
    expect(() => gradient.compute(0, initial(run, model), roots)).toThrow(/samples of shard 0 are not loaded/);
  });

  it("refuse samples that are not the plan's", () => {
    const gradient = new StepGradient({ ...run, workerName: "w", parameterCount: model.layout.length, ...model });
    const first = shardOf(run, 0).train;
    const third = shardOf(run, 2).train;
    const load =
      (samples: ShardSamples): (() => void) =>
      () =>
        gradient.loadShard(0, samples, shardOf(run, 0).test);
    expect(load(third)).toThrow(expect.objectContaining({ code: "data" }) as Error);
    expect(load({ ...first, features: first.features.subarray(1) })).toThrow(/training samples of shard 0/);
    expect(load({ ...first, ids: first.ids.toReversed() })).toThrow(/expected sample \d+ at position 0, found sample/);
    expect(load({ ...first, digests: first.digests.subarray(32) })).toThrow(/training samples of shard 0/);
    expect(load({ ...first, labels: first.labels.map(() => 10) })).toThrow(/label 10/);
    expect(load(first)).not.toThrow();
  });
});

describe("a step that is prepared", () => {
  let run: MnistRun;
  let model: LoadedModel;
  const all = [0, 1, 2, 3];

  beforeAll(async () => {
    run = await mnistRun({}, { trainSamples: 602 });
    model = { ...(await loadModel(run.settings, run.data, backend)), augmentation: { shiftPixels: 3 } };
  });

  /** A worker whose training samples may be changed. */
  function ownSamples(): ReturnType<typeof worker> & { readonly features: readonly Uint8Array[] } {
    const samples = run.samples.map((shard) => ({ ...shard, train: { ...shard.train, features: shard.train.features.slice() } }));
    return { ...worker({ ...run, samples }, model, "worker-0", all), features: samples.map(({ train }) => train.features) };
  }

  function result({ gradient, roots }: ReturnType<typeof worker>, number: number): object {
    const { contributions } = gradient.compute(number, initial(run, model), roots);
    return { contributions, sums: roots.map(({ vector_P }) => vector_P.slice()) };
  }

  it.each([3, 4, 5])("has been gathered, and gives the same bits: step %d", (number) => {
    const expected = result(worker(run, model, "worker-0", all), number);
    const prepared = ownSamples();
    result(prepared, number - 1);
    prepared.gradient.prepare(number, prepared.roots);
    for (const features of prepared.features) features.fill(0);
    expect(result(prepared, number)).toEqual(expected);
    expect(result(prepared, number + 1)).not.toEqual(result(worker(run, model, "worker-0", all), number + 1));
  });

  it("may be followed by another one, and by samples that are loaded anew", () => {
    const prepared = ownSamples();
    prepared.gradient.prepare(7, prepared.roots);
    expect(result(prepared, 3)).toEqual(result(worker(run, model, "worker-0", all), 3));
    prepared.gradient.prepare(7, prepared.roots);
    for (const features of prepared.features) features.fill(0);
    for (const [shard, { train, test }] of run.samples.entries()) prepared.gradient.loadShard(shard, train, test);
    expect(result(prepared, 7)).toEqual(result(worker(run, model, "worker-0", all), 7));
  });

  it("may lie beyond the end, and be of shards that are not there", () => {
    const { gradient, roots } = worker(run, model, "worker-0", [1]);
    expect(() => gradient.prepare(10, roots)).not.toThrow();
    expect(() => gradient.prepare(0, [{ subtree: subtreeOf(4, 4), vector_P: new Float32Array(0) }])).not.toThrow();
  });
});

describe("training on real MNIST with plain Adam", () => {
  it("reaches 88 % of 1,000 test images after 4 epochs of 4,000", async () => {
    const run = await mnistRun({ epochs: 4, batchSize: 64 }, { trainSamples: 4000, testSamples: 1000 });
    const model = await loadModel(run.settings, run.data, backend);
    const { gradient, roots } = worker(run, model, "worker-0", [0, 1, 2, 3]);
    const [{ vector_P }] = roots as [SubtreeRoot];
    const optimizer = createOptimizer(run.settings.optimizer);
    const length = model.layout.length;
    const slots = Array.from({ length: 2 }, () => new Float32Array(length));
    const params_P = initial(run, model);
    const mean_P = new Float32Array(length);
    const before = backend.tf.memory().numTensors;
    const steps = 4 * 63;
    for (let number = 0; number < steps; number++) {
      const { contributions } = gradient.compute(number, params_P, roots);
      const samples = contributions.reduce((sum, { samples: count }) => sum + count, 0);
      for (let i = 0; i < length; i++) mean_P[i] = (vector_P[i] as number) / samples;
      optimizer.apply(number, params_P, slots, mean_P, params_P, slots, 0, length);
    }
    expect(backend.tf.memory().numTensors).toBe(before);
    const { contributions } = gradient.compute(steps, params_P, roots);
    const correct = contributions.reduce((sum, { evaluation }) => sum + (evaluation?.correct ?? 0), 0);
    expect(correct).toBeGreaterThan(880);
  });
});
