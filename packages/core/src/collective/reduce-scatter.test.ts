import { describe, expect, it } from "vitest";
import type { TensorExchange } from "../exchange/exchange.ts";
import { createMemoryNetwork } from "../exchange/memory-exchange.ts";
import { sumSubtree, scratchVectorsFor } from "../reduce/canonical-sum.ts";
import { maximalSubtrees } from "../reduce/canonical-tree.ts";
import { planSlices } from "../reduce/partition.ts";
import { awkwardVector, canonicalReference } from "../testing/canonical-reference.ts";
import { AllGather } from "./all-gather.ts";
import { ReduceScatter } from "./reduce-scatter.ts";
import type { SubtreeSum } from "./reduce-scatter.ts";

const P = 40_961;

interface Rank {
  readonly exchange: TensorExchange;
  readonly reduceScatter: ReduceScatter;
  readonly allGather: AllGather;
  readonly results: readonly [Float32Array, Float32Array];
  readonly abort: AbortController;
}

/** The data plane of training without parameter server: ranks that execute the given shards of V. */
function ranksOf(shardsOfRanks: readonly (readonly number[])[], V: number): readonly Rank[] {
  const network = createMemoryNetwork();
  const ranks = shardsOfRanks.map((shards, rank) => ({ name: `worker-${rank}`, shards }));
  const slices = planSlices(P, 2, ranks.length);
  const exchanges = ranks.map(({ name }) => network.exchange(name, name, { chunkBytes: 4096 }));
  for (const exchange of exchanges) exchange.openGeneration(7, new Map(ranks.map(({ name }) => [name, name])));
  return exchanges.map((exchange, rank) => {
    const results: readonly [Float32Array, Float32Array] = [new Float32Array(P), new Float32Array(P)];
    const abort = new AbortController();
    const shared = { exchange, rank, ranks, slices, firstStep: 3, signal: abort.signal };
    return {
      exchange,
      results,
      abort,
      reduceScatter: new ReduceScatter({ ...shared, shards: V }),
      allGather: new AllGather({ ...shared, destination: (step) => results[(step & 1) as 0 | 1] }),
    };
  });
}

/** Roots of a rank at a step, as a worker computes them. */
function rootsOf(shards: readonly number[], V: number, step: number): readonly SubtreeSum[] {
  return maximalSubtrees(shards, V).map((subtree) => {
    const scratch = Array.from({ length: scratchVectorsFor(subtree) }, () => new Float32Array(P));
    return { subtree, vector_P: sumSubtree(subtree, V, (shard) => awkwardVector(shard, step, P), scratch) };
  });
}

const distributions: readonly (readonly (readonly number[])[])[] = [
  [[0, 1, 2, 3, 4]],
  [
    [0, 1],
    [2, 3, 4],
  ],
  [[1, 3], [0, 4], [2]],
  [[4], [], [0, 1, 2, 3]],
  [[3], [1], [0], [2], [4]],
];

describe("reduce-scatter and all-gather of a training step", () => {
  it.each(distributions.map((shards) => ({ shards: JSON.stringify(shards), shardsOfRanks: shards })))(
    "give the canonical sum for the shards $shards",
    async ({ shardsOfRanks }) => {
      const V = 5;
      const slices = planSlices(P, 2, shardsOfRanks.length);
      const ranks = ranksOf(shardsOfRanks, V);
      await Promise.all(
        ranks.map(async ({ reduceScatter, allGather, results }, rank) => {
          for (let step = 3; step < 9; step += 1) {
            const shards = shardsOfRanks[rank] ?? [];
            const reduced = await reduceScatter.run(step, rootsOf(shards, V, step), Uint8Array.of(rank, step));
            expect(reduced.map(({ sliceIndex }) => sliceIndex)).toEqual(
              slices.flatMap(({ owner }, index) => (owner === rank ? [index] : [])),
            );
            for (const { sliceIndex, sum, headers } of reduced) {
              expect(headers.map((header) => [...header])).toEqual(
                shardsOfRanks.map((held, sender) => (held.length > 0 ? [sender, step] : [])),
              );
              const { start, end } = slices[sliceIndex] ?? { start: 0, end: 0 };
              const publication = allGather.own(step, sliceIndex);
              results[(step & 1) as 0 | 1].set(sum, start);
              publication.advance((end - start) * 2);
              publication.complete();
            }
            await allGather.complete(step);
            const expected = canonicalReference(Array.from({ length: V }, (_, shard) => awkwardVector(shard, step, P)));
            expect(Buffer.compare(Buffer.from(results[(step & 1) as 0 | 1].buffer), Buffer.from(expected.buffer))).toBe(0);
          }
        }),
      );
      for (const { exchange } of ranks) {
        expect(exchange.counters).toMatchObject({ dropped: 0, refused: 0 });
        await exchange.close();
      }
    },
  );

  it("rejects its waits with the reason of the signal", async () => {
    const ranks = ranksOf([[0], [1]], 2);
    const [first] = ranks;
    if (!first) throw new Error("no rank 0");
    const reason = new Error("generation over");
    const waits = [first.reduceScatter.run(3, rootsOf([0], 2, 3), new Uint8Array(0)), first.allGather.complete(3)];
    setImmediate(() => first.abort.abort(reason));
    for (const wait of waits) await expect(wait).rejects.toBe(reason);
    await expect(first.reduceScatter.run(4, rootsOf([0], 2, 4), new Uint8Array(0))).rejects.toBe(reason);
    for (const { exchange } of ranks) await exchange.close();
  });

  it("refuses roots that are not those of its shards, and slices that are another's", async () => {
    const ranks = ranksOf([[0], [1]], 2);
    const [first] = ranks;
    if (!first) throw new Error("no rank 0");
    await expect(first.reduceScatter.run(3, rootsOf([1], 2, 3), new Uint8Array(0))).rejects.toMatchObject({ code: "invariant" });
    const foreign = planSlices(P, 2, 2).findIndex(({ owner }) => owner === 1);
    expect(() => first.allGather.own(3, foreign)).toThrowError(expect.objectContaining({ code: "invariant" }));
    for (const { exchange } of ranks) await exchange.close();
  });
});
