import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childrenOf, isLeaf, maximalSubtrees, rootOf, subtreeOf, type Subtree } from "./canonical-tree.ts";

const nodesBelow = (subtree: Subtree): Subtree[] => (isLeaf(subtree) ? [subtree] : [subtree, ...childrenOf(subtree).flatMap(nodesBelow)]);

describe("subtreeOf", () => {
  it("finds every node of every tree up to 64 shards by its heap number", () => {
    for (let V = 1; V <= 64; V++) {
      const nodes = nodesBelow(rootOf(V));
      expect(nodes).toHaveLength(2 * V - 1);
      for (const node of nodes) expect(subtreeOf(node.node, V)).toEqual(node);
    }
  });

  it("cuts 5 shards as documented", () => {
    expect(nodesBelow(rootOf(5))).toEqual([
      { node: 1, first: 0, end: 5 },
      { node: 2, first: 0, end: 2 },
      { node: 4, first: 0, end: 1 },
      { node: 5, first: 1, end: 2 },
      { node: 3, first: 2, end: 5 },
      { node: 6, first: 2, end: 3 },
      { node: 7, first: 3, end: 5 },
      { node: 14, first: 3, end: 4 },
      { node: 15, first: 4, end: 5 },
    ]);
  });

  it.each([0, -1, 1.5, NaN, 8, 12, 13, 16, 2 ** 31, 2 ** 40])("refuses %s, which is not in the tree over 5 shards", (node) => {
    expect(() => subtreeOf(node, 5)).toThrow(expect.objectContaining({ code: "protocol" }));
  });

  it.each([0, -4, 2.5, NaN, 65_537])("refuses a tree over %s shards", (V) => {
    expect(() => rootOf(V)).toThrow(expect.objectContaining({ code: "invariant" }));
  });
});

describe("maximalSubtrees", () => {
  it("gives one vector for an aligned block, several for others", () => {
    const nodes = (shards: number[], V: number): number[] => maximalSubtrees(shards, V).map(({ node }) => node);
    expect(nodes([0, 1, 2, 3], 4)).toEqual([1]);
    expect(nodes([2, 3], 4)).toEqual([3]);
    expect(nodes([1, 2], 4)).toEqual([5, 6]);
    expect(nodes([0, 2, 3], 4)).toEqual([4, 3]);
    expect(nodes([], 4)).toEqual([]);
  });

  it("covers exactly the shards given, with no two nodes that could be one", () => {
    const sets = fc
      .integer({ min: 1, max: 64 })
      .chain((V) => fc.tuple(fc.constant(V), fc.subarray(Array.from({ length: V }, (_, v) => v))));
    fc.assert(
      fc.property(sets, ([V, shards]) => {
        const roots = maximalSubtrees(shards, V);
        expect(roots.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, index) => first + index))).toEqual(shards);
        const nodes = new Set(roots.map(({ node }) => node));
        for (const node of nodes) expect(node > 1 && nodes.has(node ^ 1)).toBe(false);
      }),
    );
  });

  it.each([[[1, 1]], [[2, 1]], [[4]], [[-1]], [[0.5]]])("refuses %j as shards of 4", (shards) => {
    expect(() => maximalSubtrees(shards, 4)).toThrow(expect.objectContaining({ code: "invariant" }));
  });
});
