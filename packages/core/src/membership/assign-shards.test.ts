import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maximalSubtrees } from "../reduce/canonical-tree.ts";
import { assignShards } from "./assign-shards.ts";

const sizes = fc.integer({ min: 1, max: 64 }).chain((shards) => fc.tuple(fc.constant(shards), fc.integer({ min: 1, max: shards })));

describe("assignShards", () => {
  it("gives every shard to exactly one rank, in contiguous blocks that differ by at most one", () => {
    fc.assert(
      fc.property(sizes, ([shards, ranks]) => {
        const blocks = assignShards(shards, ranks);
        expect(blocks.flat()).toEqual(Array.from({ length: shards }, (_, shard) => shard));
        expect(blocks.length).toBe(ranks);
        const lengths = blocks.map((block) => block.length);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it("gives a rank one subtree where ranks and shards are powers of two", () => {
    for (const [shards, ranks] of [
      [4, 2],
      [8, 2],
      [8, 4],
      [16, 8],
      [4, 4],
    ] as const) {
      for (const block of assignShards(shards, ranks)) expect(maximalSubtrees(block, shards).length).toBe(1);
    }
  });

  it("refuses more ranks than shards", () => {
    expect(() => assignShards(4, 5)).toThrow("5 ranks for 4 shards");
    expect(() => assignShards(4, 0)).toThrow(RangeError);
  });
});
