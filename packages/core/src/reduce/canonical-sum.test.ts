import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference, hostileVector } from "../kernels/hostile-floats.test.fixture.ts";
import { combineRoots, scratchVectorsFor, sumSubtree } from "./canonical-sum.ts";
import { childrenOf, isLeaf, maximalSubtrees, rootOf, subtreeOf, type Subtree } from "./canonical-tree.ts";

/** Values over many magnitudes, so that any other order of additions gives other bits. */
function leafVectors(V: number, length: number, seed: number): Float32Array[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: V }, () => Float32Array.from({ length }, () => (next() - 0.5) * 2 ** Math.floor(next() * 24)));
}

/** The definition: each inner node is the sum of its halves. */
function treeSum(subtree: Subtree, leaves: readonly Float32Array[]): Float32Array {
  if (isLeaf(subtree)) return leaves[subtree.first] as Float32Array;
  const [left, right] = childrenOf(subtree).map((child) => treeSum(child, leaves)) as [Float32Array, Float32Array];
  return left.map((value, i) => Math.fround(value + (right[i] as number)));
}

const bits = (vector: Float32Array): number[] => [...new Uint32Array(vector.buffer, vector.byteOffset, vector.length)];

/** Sums as the ranks do: each its own subtrees, then the roots in any order. `rankOf[v]` holds shard v. */
function distributedSum(rankOf: readonly number[], leaves: readonly Float32Array[], order: (nodes: number[]) => number[]): Float32Array {
  const V = rankOf.length;
  const length = leaves[0]?.length ?? 0;
  const sums = new Map<number, Float32Array>();
  for (const rank of new Set(rankOf)) {
    const shards = rankOf.flatMap((owner, v) => (owner === rank ? [v] : []));
    for (const subtree of maximalSubtrees(shards, V)) {
      const scratch = Array.from({ length: scratchVectorsFor(subtree) }, () => new Float32Array(length).fill(NaN));
      const reused = new Float32Array(length);
      const leaf = (v: number): Float32Array => {
        reused.set(leaves[v] as Float32Array);
        return reused;
      };
      sums.set(subtree.node, sumSubtree(subtree, V, leaf, scratch));
    }
  }
  const roots = new Map(order([...sums.keys()]).map((node) => [node, sums.get(node) as Float32Array]));
  const out = new Float32Array(length).fill(NaN);
  combineRoots(V, roots, out, 0, length);
  return out;
}

describe("the canonical sum", () => {
  it("has the same bits for every number of shards from 1 to 64, however they are dealt to ranks", () => {
    for (let V = 1; V <= 64; V++) {
      const leaves = leafVectors(V, 37, V);
      const expected = bits(treeSum(rootOf(V), leaves));
      for (const ranks of [1, 2, 3, 5, V]) {
        const rankOf = Array.from({ length: V }, (_, v) => Math.floor((v * ranks) / V));
        expect(bits(distributedSum(rankOf, leaves, (nodes) => nodes))).toEqual(expected);
      }
    }
  });

  it("has the same bits for any deal of shards and any order of arrival", () => {
    const deals = fc.integer({ min: 1, max: 64 }).chain((V) => fc.tuple(fc.array(fc.nat(6), { minLength: V, maxLength: V }), fc.nat()));
    fc.assert(
      fc.property(deals, ([rankOf, seed]) => {
        const leaves = leafVectors(rankOf.length, 11, seed);
        const shuffled = (nodes: number[]): number[] =>
          nodes.toSorted((a, b) => ((a * 2654435761 + seed) % 1009) - ((b * 2654435761 + seed) % 1009));
        expect(bits(distributedSum(rankOf, leaves, shuffled))).toEqual(bits(treeSum(rootOf(rankOf.length), leaves)));
      }),
    );
  });

  it("is not the sequential sum: the order is what is being kept", () => {
    const leaves = leafVectors(8, 64, 1);
    const sequential = leaves.reduce((sum, leaf) => sum.map((value, i) => Math.fround(value + (leaf[i] as number))));
    expect(bits(sequential)).not.toEqual(bits(treeSum(rootOf(8), leaves)));
  });

  it("has the same bits when finished piece by piece, over block borders too", () => {
    const length = 10_000;
    const leaves = leafVectors(5, length, 3);
    const expected = bits(treeSum(rootOf(5), leaves));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: 6 }), (cuts) => {
        const out = new Float32Array(length).fill(NaN);
        const roots = new Map([4, 5, 3].map((node) => [node, treeSum(subtreeOf(node, 5), leaves).slice()]));
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), length];
        for (let i = 1; i < bounds.length; i++) combineRoots(5, roots, out, bounds[i - 1] as number, bounds[i] as number);
        expect(bits(out)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("has the bits of JavaScript's additions for any values, over many blocks and vectors that begin anywhere", () => {
    const length = 16_411;
    const fiveLeaves = fc.tuple(...Array.from({ length: 5 }, () => hostileVector(length)));
    fc.assert(
      fc.property(fiveLeaves, fc.integer({ min: 0, max: 5 }), (leaves, shift) => {
        const shifted = leaves.map((leaf) => {
          const view = new Float32Array(length + shift).subarray(shift);
          view.set(leaf);
          return view;
        });
        expect(
          difference(
            distributedSum([0, 1, 0, 2, 2], shifted, (nodes) => nodes),
            treeSum(rootOf(5), leaves),
          ),
        ).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  it("keeps what addition makes of signed zeros, infinities and NaN", () => {
    const leaves = [
      [-0, -0, Infinity, NaN, 1],
      [-0, 0, -Infinity, 1, Infinity],
    ].map((values) => Float32Array.from(values));
    const out = new Float32Array(5);
    combineRoots(
      2,
      new Map([
        [2, leaves[0] as Float32Array],
        [3, leaves[1] as Float32Array],
      ]),
      out,
      0,
      5,
    );
    expect([...out]).toEqual([-0, 0, NaN, NaN, Infinity]);
  });

  it("says so when it gets fewer vectors than it needs", () => {
    for (const V of [1, 2, 4, 64]) {
      const scratch = Array.from({ length: scratchVectorsFor(rootOf(V)) - 1 }, () => new Float32Array(3));
      expect(() => sumSubtree(rootOf(V), V, () => new Float32Array(3), scratch)).toThrow(/scratch vectors; \d needed/);
    }
  });

  it("needs no more than ceil(log2 V) vectors", () => {
    for (let V = 1; V <= 64; V++) {
      const leaves = leafVectors(V, 3, V);
      const needed = scratchVectorsFor(rootOf(V));
      expect(needed).toBe(Math.max(1, Math.ceil(Math.log2(V))));
      const scratch = Array.from({ length: needed }, () => new Float32Array(3));
      expect(bits(sumSubtree(rootOf(V), V, (v) => leaves[v] as Float32Array, scratch))).toEqual(bits(treeSum(rootOf(V), leaves)));
    }
  });

  it("touches only the elements asked for", () => {
    const roots = new Map([[1, new Float32Array(10).fill(1)]]);
    const out = new Float32Array(10);
    combineRoots(3, roots, out, 2, 4);
    expect([...out]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });
});

describe("what the canonical sum refuses", () => {
  const vector = (): Float32Array => new Float32Array(4);
  const refusal = (message: RegExp): unknown =>
    expect.objectContaining({ code: "invariant", message: expect.stringMatching(message) as unknown });

  it("a shard that is missing", () => {
    expect(() =>
      combineRoots(
        4,
        new Map([
          [2, vector()],
          [6, vector()],
        ]),
        vector(),
        0,
        4,
      ),
    ).toThrow(refusal(/shard 3 of 4/));
  });

  it("a subtree inside another one, or in no tree", () => {
    expect(() =>
      combineRoots(
        4,
        new Map([
          [1, vector()],
          [2, vector()],
        ]),
        vector(),
        0,
        4,
      ),
    ).toThrow(refusal(/inside another/));
    expect(() =>
      combineRoots(
        4,
        new Map([
          [1, vector()],
          [99, vector()],
        ]),
        vector(),
        0,
        4,
      ),
    ).toThrow(refusal(/not in the tree/));
  });

  it("a vector that is too short, elements outside, output over an input", () => {
    expect(() =>
      combineRoots(
        2,
        new Map([
          [2, vector()],
          [3, new Float32Array(3)],
        ]),
        vector(),
        0,
        4,
      ),
    ).toThrow(refusal(/node 3 has 3 elements/));
    expect(() => combineRoots(1, new Map([[1, vector()]]), vector(), 2, 5)).toThrow(refusal(/\[2, 5\)/));
    const shared = new Float32Array(8);
    expect(() =>
      combineRoots(
        2,
        new Map([
          [2, shared.subarray(2, 6)],
          [3, vector()],
        ]),
        shared.subarray(0, 4),
        0,
        4,
      ),
    ).toThrow(refusal(/memory of node 2/));
  });

  it("leaves of different length, and a subtree that is not what it says", () => {
    expect(() => sumSubtree(rootOf(2), 2, (v) => new Float32Array(4 + v), [vector()])).toThrow(refusal(/\[1, 2\) has 5 elements/));
    expect(() => sumSubtree({ node: 2, first: 0, end: 3 }, 4, vector, [vector(), vector()])).toThrow(refusal(/covers \[0, 2\)/));
  });
});
