import { LockstepError } from "../errors.ts";

/**
 * A node of the canonical sum's binary tree over the shards 0..V-1. Heap numbering: the root is 1 and covers [0, V); node i covering
 * [first, end) with end - first > 1 has the children 2i covering [first, middle) and 2i + 1 covering [middle, end), middle = (first + end) >> 1.
 */
export interface Subtree {
  readonly node: number;
  readonly first: number;
  readonly end: number;
}

/** Most shards a run may have: keeps heap numbers below 2^18. */
export const maxShards: number = 65_536;

/** The whole tree. Throws LockstepError "invariant" unless V is an integer from 1 to {@link maxShards}. */
export function rootOf(V: number): Subtree {
  if (!Number.isInteger(V) || V < 1 || V > maxShards) {
    throw new LockstepError("invariant", `canonical tree: ${V} shards; expected an integer from 1 to ${maxShards}`);
  }
  return { node: 1, first: 0, end: V };
}

export function isLeaf(subtree: Subtree): boolean {
  return subtree.end - subtree.first === 1;
}

/** The two halves of an inner node; the left one is never the larger. Meaningless for a leaf. */
export function childrenOf(subtree: Subtree): readonly [Subtree, Subtree] {
  const { node, first, end } = subtree;
  const middle = (first + end) >> 1;
  return [
    { node: 2 * node, first, end: middle },
    { node: 2 * node + 1, first: middle, end },
  ];
}

/**
 * What a heap number covers in the tree over V shards. Heap numbers come over the network:
 * one that is not in this tree throws LockstepError "protocol".
 */
export function subtreeOf(node: number, V: number): Subtree {
  let subtree = rootOf(V);
  if (Number.isInteger(node) && node >= 1 && node <= 4 * maxShards) {
    const depth = 31 - Math.clz32(node);
    for (let level = depth - 1; level >= 0 && !isLeaf(subtree); level--) subtree = childrenOf(subtree)[(node >> level) & 1 ? 1 : 0];
  }
  if (subtree.node !== node) throw new LockstepError("protocol", `canonical tree: no node ${node} in the tree over ${V} shards`);
  return subtree;
}

/**
 * The roots of the maximal subtrees that lie wholly in `shards`, ascending by `first`: the fewest vectors that say everything a
 * holder of these shards can contribute.
 * @param shards ascending shard numbers without repetition; anything else throws LockstepError "invariant"
 */
export function maximalSubtrees(shards: readonly number[], V: number): Subtree[] {
  const root = rootOf(V);
  // held[v]: how many of the shards lie below v, so that a node is whole when the difference over it is its width.
  const held = new Uint32Array(V + 1);
  let last = -1;
  for (const shard of shards) {
    if (!Number.isInteger(shard) || shard <= last || shard >= V) {
      throw new LockstepError("invariant", `canonical tree: shards must ascend within 0..${V - 1}; found ${shard} after ${last}`);
    }
    last = shard;
    held[shard + 1] = 1;
  }
  for (let v = 1; v <= V; v++) held[v] = (held[v] ?? 0) + (held[v - 1] ?? 0);

  const roots: Subtree[] = [];
  const collect = (subtree: Subtree): void => {
    const count = (held[subtree.end] ?? 0) - (held[subtree.first] ?? 0);
    if (count === subtree.end - subtree.first) roots.push(subtree);
    else if (count > 0) childrenOf(subtree).forEach(collect);
  };
  collect(root);
  return roots;
}
