import { hash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkShardPlan,
  dealShards,
  dealTestShards,
  epochOrder,
  ShardPlan,
  shardSize,
  stepPosition,
  stepsPerEpoch,
  totalSteps,
} from "./shard-plan.ts";

/** N, V, B and a seed that make a plan. */
const plans = fc
  .record({
    shards: fc.integer({ min: 1, max: 12 }),
    perShard: fc.integer({ min: 1, max: 9 }),
    more: fc.nat(150),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  })
  .map(({ shards, perShard, more, seed }) => ({ samples: shards + more, shards, batchSize: shards * perShard, seed }));

function ascending(values: Iterable<number>): number[] {
  return [...values].toSorted((a, b) => a - b);
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

describe("a plan", () => {
  it("takes every sample exactly once an epoch", () => {
    fc.assert(
      fc.property(plans, fc.nat(5), (settings, epoch) => {
        const plan = new ShardPlan(settings);
        const taken: number[] = [];
        for (let step = 0; step < plan.stepsPerEpoch; step++) {
          for (const shard of upTo(settings.shards)) taken.push(...plan.batchIds(shard, epoch, step));
        }
        expect(ascending(taken)).toEqual(upTo(settings.samples));
      }),
    );
  });

  it("takes batchSize / V of each shard but in the last step, and shards differ by at most one there", () => {
    fc.assert(
      fc.property(plans, (settings) => {
        const plan = new ShardPlan(settings);
        const sizes = upTo(plan.stepsPerEpoch).map((step) =>
          upTo(settings.shards).map((shard) => plan.batchPositions(shard, 0, step).length),
        );
        const last = sizes.pop() ?? [];
        expect(new Set(sizes.flat())).toEqual(new Set(sizes.length === 0 ? [] : [plan.perShard]));
        expect(Math.max(...last) - Math.min(...last)).toBeLessThanOrEqual(1);
        expect(Math.max(...last)).toBeGreaterThan(0);
        expect(plan.batchPositions(0, 0, plan.stepsPerEpoch)).toHaveLength(0);
      }),
    );
  });

  it("depends on its settings alone, whatever was asked before", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.tuple(fc.nat(11), fc.nat(3), fc.nat(5)), { maxLength: 12 }), (settings, questions) => {
        const asked = new ShardPlan(settings);
        for (const [anyShard, epoch, step] of questions) {
          const shard = anyShard % settings.shards;
          expect(asked.batchIds(shard, epoch, step)).toEqual(new ShardPlan(settings).batchIds(shard, epoch, step));
        }
      }),
    );
  });

  it("shuffles anew each epoch, differently in each shard and for each seed", () => {
    const orders = [epochOrder(1, 0, 0, 100), epochOrder(1, 1, 0, 100), epochOrder(1, 0, 1, 100), epochOrder(2, 0, 0, 100)];
    expect(new Set(orders.map((order) => order.join())).size).toBe(orders.length);
    expect(dealShards(100, 4, 1)).not.toEqual(dealShards(100, 4, 2));
  });

  it("of MNIST has these batches (golden)", () => {
    const plan = new ShardPlan({ samples: 60_000, shards: 4, batchSize: 128, seed: 1 });
    expect(plan.stepsPerEpoch).toBe(469);
    expect([...plan.batchIds(2, 3, 468)]).toEqual([
      49199, 42618, 59987, 37054, 28405, 42304, 25020, 46339, 55667, 4257, 20547, 16425, 10930, 49443, 34034, 27991, 20462, 3921, 12094,
      34115, 33996, 20849, 33979, 42485,
    ]);
    const all = [0, 1, 2, 3].map((shard) => hash("sha256", plan.batchIds(shard, 9, 17)));
    expect(all).toEqual([
      "5fa00bc42d4a368c1fd6fe7ca9093b07dd2892f08dd4fc20322c294d9e290e00",
      "b19a00f0999d07e311f0140609bffe892fb5269a637c6471bfe712ca90bd08a1",
      "06bbbea1ca8bb81c4e245c25526e3c6ddc103e116883075595e2695b4724f607",
      "d8520d22ae23348114faebe57907ff66192ab6922d4f188d48062e764f5cbefc",
    ]);
  });

  it("knows no other shard", () => {
    const plan = new ShardPlan({ samples: 10, shards: 2, batchSize: 4, seed: 1 });
    expect(() => plan.batchPositions(2, 0, 0)).toThrow(RangeError);
    expect(() => plan.batchPositions(-1, 0, 0)).toThrow(RangeError);
    expect(() => plan.shardIds(2)).toThrow(RangeError);
  });
});

describe("dealing", () => {
  it("gives every sample to one shard, sizes differing by at most one", () => {
    fc.assert(
      fc.property(plans, ({ samples, shards, seed }) => {
        const dealt = dealShards(samples, shards, seed);
        expect(ascending(dealt.flatMap((ids) => [...ids]))).toEqual(upTo(samples));
        dealt.forEach((ids, shard) => expect(ids).toHaveLength(shardSize(samples, shards, shard)));
        expect(Math.max(...dealt.map(({ length }) => length)) - Math.min(...dealt.map(({ length }) => length))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("deals the test set in order, leaving shards empty where there are too few", () => {
    expect(dealTestShards(7, 3).map((ids) => [...ids])).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
    expect(dealTestShards(2, 4).map((ids) => [...ids])).toEqual([[0], [1], [], []]);
  });
});

describe("steps", () => {
  it("are counted over the run", () => {
    expect(stepsPerEpoch(60_000, 128, 4)).toBe(469);
    expect(stepsPerEpoch(5, 2, 2)).toBe(3);
    expect(stepsPerEpoch(5, 100, 2)).toBe(1);
    expect(totalSteps(10, 469)).toBe(4690);
    expect(stepPosition(0, 469)).toEqual({ epoch: 0, stepInEpoch: 0 });
    expect(stepPosition(468, 469)).toEqual({ epoch: 0, stepInEpoch: 468 });
    expect(stepPosition(469, 469)).toEqual({ epoch: 1, stepInEpoch: 0 });
  });
});

describe("checkShardPlan", () => {
  it.each([
    [100, 4, 130, "found 130 with 4 shards; the nearest that fits: 128 or 132"],
    [100, 4, 3, "the nearest that fits: 4"],
    [3, 4, 4, "4 shards for 3 training samples: every shard needs at least one; choose at most 3 shards"],
    [0, 1, 1, "the number of training samples must be an integer from 1 to 4294967295, found 0"],
    [10, 0, 1, "shards must be an integer"],
    [10, 1.5, 3, "shards must be an integer"],
    [10, 1, 0, "the batch size must be an integer"],
    [10, 1, NaN, "the batch size must be an integer"],
  ])("refuses %d samples, %d shards, batch size %d", (samples, shards, batchSize, sentence) => {
    expect(() => checkShardPlan(samples, shards, batchSize)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(sentence) as string }),
    );
    expect(() => new ShardPlan({ samples, shards, batchSize, seed: 0 })).toThrow(sentence);
  });
});
