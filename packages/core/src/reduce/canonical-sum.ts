import { LockstepError } from "../errors.ts";
import { childrenOf, isLeaf, rootOf, subtreeOf, type Subtree } from "./canonical-tree.ts";

/*
 * Float32 addition is not associative, so the order of a sum is part of its result. Here every sum over the shards 0..V-1 is taken
 * along one fixed binary tree (canonical-tree.ts), whoever holds which shards and whichever vector arrives first. A subtree that one
 * rank holds whole is summed there (sumSubtree); the tree is finished where the subtree roots meet (combineRoots).
 * Signs of zero, infinities and NaN are what IEEE 754 addition makes of them; NaN payloads are not defined.
 */

/** Elements that are carried through the whole tree at a time: three such blocks of float32 stay in a 64 KiB cache. */
const blockElements = 4096;

/** How many scratch vectors {@link sumSubtree} needs for a subtree: ceil(log2(shards)), at least 1. */
export function scratchVectorsFor(subtree: Subtree): number {
  return Math.max(1, 32 - Math.clz32(subtree.end - subtree.first - 1));
}

/**
 * Sums the leaves of one subtree, in tree order. The sum is left in `scratch[0]`, which is returned.
 * @param leaf vector of shard v; called once for every shard of the subtree, in ascending order. The vector is used up before
 *   the next call, so one buffer may serve for all of them.
 * @param scratch at least {@link scratchVectorsFor} vectors of the leaves' length, other memory than the leaves; contents do not matter
 */
export function sumSubtree(subtree: Subtree, V: number, leaf: (v: number) => Float32Array, scratch: readonly Float32Array[]): Float32Array {
  const known = subtreeOf(subtree.node, V);
  if (known.first !== subtree.first || known.end !== subtree.end) {
    throw new LockstepError(
      "invariant",
      `canonical sum: node ${subtree.node} covers [${known.first}, ${known.end}), not [${subtree.first}, ${subtree.end})`,
    );
  }

  const scratchAt = (depth: number): Float32Array => {
    const vector = scratch[depth];
    if (!vector) {
      throw new LockstepError(
        "invariant",
        `canonical sum: ${scratch.length} scratch vectors; ${scratchVectorsFor(subtree)} needed for ${subtree.end - subtree.first} shards`,
      );
    }
    return vector;
  };
  const sumInto = (node: Subtree, depth: number): Float32Array => {
    const sum = scratchAt(depth);
    if (isLeaf(node)) {
      const vector = leaf(node.first);
      checkLength(vector, sum.length, `shard ${node.first}`);
      sum.set(vector);
      return sum;
    }
    const [left, right] = childrenOf(node);
    sumInto(left, depth);
    const addend = isLeaf(right) ? leaf(right.first) : sumInto(right, depth + 1);
    checkLength(addend, sum.length, `shards [${right.first}, ${right.end})`);
    add(sum, 0, sum, 0, addend, 0, sum.length);
    return sum;
  };
  return sumInto(subtree, 0);
}

/**
 * Finishes the tree over V shards from the sums of its subtrees, for the elements [from, to) of every vector. Works in blocks, so it
 * may be called piece by piece as elements arrive; the bits do not depend on the pieces.
 * @param roots heap number -> sum of that subtree; together they cover every shard exactly once, else LockstepError "invariant"
 * @param out where elements [from, to) of the sum go; other memory than the roots
 */
export function combineRoots(V: number, roots: ReadonlyMap<number, Float32Array>, out: Float32Array, from: number, to: number): void {
  const depth = checkRoots(V, roots, out, from, to);
  const spare = Array.from({ length: depth }, () => new Float32Array(Math.min(blockElements, to - from)));

  let start = from;
  let count = 0;
  // Leaves the block's sum over `node` in target[at...], unless the node is one of the roots; says where it is.
  const sumBlock = (node: number, level: number, target: Float32Array, at: number): { vector: Float32Array; at: number } => {
    const given = roots.get(node);
    if (given) return { vector: given, at: start };
    const left = sumBlock(2 * node, level, target, at);
    const right = sumBlock(2 * node + 1, level + 1, spare[level] as Float32Array, 0);
    add(target, at, left.vector, left.at, right.vector, right.at, count);
    return { vector: target, at };
  };
  for (; start < to; start += count) {
    count = Math.min(blockElements, to - start);
    const sum = sumBlock(1, 0, out, start);
    if (sum.vector !== out) out.set(sum.vector.subarray(start, start + count), start);
  }
}

/** sum[i] = a[i] + b[i]; `sum` may be `a` or `b` at the same place. */
function add(sum: Float32Array, sumAt: number, a: Float32Array, aAt: number, b: Float32Array, bAt: number, count: number): void {
  for (let i = 0; i < count; i++) sum[sumAt + i] = Math.fround((a[aAt + i] as number) + (b[bAt + i] as number));
}

/** Throws unless the roots tile the tree and all vectors hold [from, to); returns how many spare blocks the tree needs. */
function checkRoots(V: number, roots: ReadonlyMap<number, Float32Array>, out: Float32Array, from: number, to: number): number {
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= out.length)) {
    throw new LockstepError("invariant", `canonical sum: elements [${from}, ${to}) of a vector of ${out.length}`);
  }
  let used = 0;
  const visit = (subtree: Subtree): number => {
    const vector = roots.get(subtree.node);
    if (vector) {
      used++;
      if (vector.length < to)
        throw new LockstepError("invariant", `canonical sum: node ${subtree.node} has ${vector.length} elements; ${to} expected`);
      if (overlap(vector, out))
        throw new LockstepError("invariant", `canonical sum: the output lies in the memory of node ${subtree.node}`);
      return 0;
    }
    if (isLeaf(subtree))
      throw new LockstepError("invariant", `canonical sum: shard ${subtree.first} of ${V} is in none of the given subtrees`);
    const [left, right] = childrenOf(subtree);
    return Math.max(visit(left), 1 + visit(right));
  };
  const depth = visit(rootOf(V));
  if (used !== roots.size)
    throw new LockstepError(
      "invariant",
      `canonical sum: ${roots.size - used} of the given subtrees are not in the tree or lie inside another one`,
    );
  return depth;
}

function overlap(a: Float32Array, b: Float32Array): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function checkLength(vector: Float32Array, length: number, what: string): void {
  if (vector.length !== length)
    throw new LockstepError("invariant", `canonical sum: the vector of ${what} has ${vector.length} elements; ${length} expected`);
}
