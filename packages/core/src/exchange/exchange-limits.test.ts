import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShardContribution } from "../parameters/contribution.ts";
import { maximalSubtrees } from "../reduce/canonical-tree.ts";
import { planSlices } from "../reduce/partition.ts";
import { assignShards } from "../membership/assign-shards.ts";
import { encodeContributions } from "../rpc/contributions.ts";
import { checkExchangeLimits, topicsOfAll } from "./exchange-limits.ts";
import { leastTopicsOfAll, maxHeaderBytes, maxStreams, maxTopicsPerStream } from "./publisher.ts";

const accepts = (shards: number, parameterServers: number, classes: number, testSamples: number): boolean => {
  try {
    checkExchangeLimits({ shards, parameterServers }, { classes, testSamples });
    return true;
  } catch {
    return false;
  }
};

/** The longest header that a run can come to: long names, numbers at their largest, all that is wrong at once. */
function headerBytes(shards: number, classes: number, testSamples: number): number {
  const perShard = Math.ceil(testSamples / shards);
  const confusion = Array.from({ length: classes * classes }, () => 0);
  for (let sample = 0; sample < perShard; sample++)
    confusion[Math.floor(sample / 128) % confusion.length] = (confusion[Math.floor(sample / 128) % confusion.length] ?? 0) + 1;
  const contributions = Array.from({ length: shards }, (_, shard): ShardContribution => ({
    shard,
    worker: "w".repeat(64),
    samples: 2 ** 32 - 1,
    digest: new Uint8Array(32),
    lossSum: -1.5,
    correct: 2 ** 32 - 1,
    nonFinite: 2 ** 28 - 1,
    evaluation: { samples: 2 ** 32 - 1, correct: 2 ** 32 - 1, lossSum: 2.5, confusion },
  }));
  return encodeContributions(contributions, 2 ** 32 - 1).length;
}

describe("checkExchangeLimits", () => {
  it("accepts the runs that people have", () => {
    expect(accepts(4, 1, 10, 10_000)).toBe(true);
    expect(accepts(256, 8, 10, 10_000)).toBe(true);
    expect(accepts(8, 256, 256, 100_000)).toBe(true);
    expect(accepts(1, 1, 2, 0)).toBe(true);
  });

  it("refuses what could not be sent, and says what to do", () => {
    expect(() => checkExchangeLimits({ shards: 64, parameterServers: 1 }, { classes: 256, testSamples: 10_000 })).toThrowError(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/^64 shards and 256 classes: .*fewer shards/) as string,
      }),
    );
    expect(() => checkExchangeLimits({ shards: 1024, parameterServers: 1024 }, { classes: 2, testSamples: 10 })).toThrowError(
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/^1024 parameter servers and 1024 shards: /) as string,
      }),
    );
  });

  it("accepts no run whose longest header does not fit, and refuses none whose header is far from it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6_000 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 0, max: 200_000 }),
        (shards, classes, testSamples) => {
          const bytes = headerBytes(shards, classes, testSamples);
          const accepted = accepts(shards, 1, classes, testSamples);
          expect(accepted && bytes > maxHeaderBytes).toBe(false);
          expect(!accepted && bytes < maxHeaderBytes / 2).toBe(false);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("lets a process hold the topics of every number of ranks, twice, and not far more", () => {
    for (const [V, K] of [
      [1, 1],
      [1, 256],
      [4, 2],
      [100, 7],
      [256, 256],
      [1024, 100],
      [2000, 40],
    ] as const) {
      let most = 0;
      let mostClipped = 0;
      for (const R of [1, 2, 3, 7, V >> 2, V >> 1, Math.min(V, maxStreams)].filter((ranks) => ranks > 0 && ranks <= V)) {
        const slices = planSlices(2 ** 31, K, R);
        const owned = Array.from({ length: R }, () => 0);
        for (const { owner } of slices) owned[owner] = (owned[owner] ?? 0) + 1;
        for (const [rank, shards] of assignShards(V, R).entries()) {
          const own = owned[rank] ?? 0;
          // To the owners of the other slices, to the other ranks, and to the servers of its own slices.
          const served = (slices.length - own) * maximalSubtrees(shards, V).length + own * (R - 1) + own;
          most = Math.max(most, 2 * served);
          // And of its own slices the block sums to every server.
          mostClipped = Math.max(mostClipped, 2 * (served + own * K));
        }
      }
      expect(topicsOfAll({ shards: V, parameterServers: K })).toBeGreaterThanOrEqual(most);
      expect(topicsOfAll({ shards: V, parameterServers: K })).toBeLessThanOrEqual(Math.max(leastTopicsOfAll, 8 * most));
      const clipped = topicsOfAll({ shards: V, parameterServers: K, clip: { by: "norm", limit: 1 } });
      expect(clipped).toBeGreaterThanOrEqual(mostClipped);
      expect(clipped).toBeLessThanOrEqual(Math.max(leastTopicsOfAll, 8 * mostClipped));
    }
  });

  it("counts no fewer topics than two ranks can have", () => {
    for (const [V, K, R] of [
      [4, 2, 3],
      [64, 16, 5],
      [256, 256, 3],
      [100, 7, 9],
    ] as const) {
      const slices = planSlices(2 ** 26, K, R);
      const owned = Array.from({ length: R }, (_, rank) => slices.filter(({ owner }) => owner === rank).length);
      const roots = assignShards(V, R).map((shards) => maximalSubtrees(shards, V).length);
      expect(Math.max(...owned)).toBeLessThanOrEqual(K);
      expect(Math.max(...owned) * (Math.max(...roots) + 1)).toBeLessThanOrEqual(K * (2 * Math.ceil(Math.log2(V)) + 2));
      expect(accepts(V, K, 2, 10)).toBe(K * (2 * Math.ceil(Math.log2(V)) + 2) <= maxTopicsPerStream);
    }
  });
});
