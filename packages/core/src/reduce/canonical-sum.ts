import { LockstepError } from "../errors.ts";
import { addVectors } from "./add-vectors.ts";
import { childrenOf, isLeaf, rootOf, subtreeOf, type Subtree } from "./canonical-tree.ts";

/*
 * Float32 addition is not associative, so the order of a sum is part of its result. Here every sum over the shards 0..V-1 is taken
 * along one fixed binary tree (canonical-tree.ts), whoever holds which shards and whichever vector arrives first. A subtree that one
 * rank holds whole is summed there (sumSubtree); the tree is finished where the subtree roots meet (combineRoots).
 * Signs of zero, infinities and NaN are what IEEE 754 addition makes of them; NaN payloads are not defined.
 */

/** Elements that are carried through the whole tree at a time: blocks of a few roots stay in a second-level cache. */
const blockElements = 8192;

/** How many scratch vectors {@link sumSubtree} needs for a subtree: ceil(log2(shards)), at least 1. */
export function scratchVectorsFor(subtree: Subtree): number {
  return Math.max(1, 32 - Math.clz32(subtree.end - subtree.first - 1));
}

/**
 * Sums the leaves of one subtree, in tree order. The sum is left in `scratch[0]`, which is returned.
 * @param leaf vector of shard v; called once for every shard of the subtree, in ascending order. It may be `place`, if that is not null,
 *   written by the call: then it need not be copied there. Any other vector is used up before the next call, so one may serve for all.
 * @param scratch at least {@link scratchVectorsFor} vectors of the leaves' length, other memory than the leaves; contents do not matter
 */
export function sumSubtree(
  subtree: Subtree,
  V: number,
  leaf: (v: number, place: Float32Array | null) => Float32Array,
  scratch: readonly Float32Array[],
): Float32Array {
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
      const vector = leaf(node.first, sum);
      checkLength(vector, sum.length, `shard ${node.first}`);
      if (vector !== sum) sum.set(vector);
      return sum;
    }
    const [left, right] = childrenOf(node);
    sumInto(left, depth);
    const addend = isLeaf(right) ? leaf(right.first, null) : sumInto(right, depth + 1);
    checkLength(addend, sum.length, `shards [${right.first}, ${right.end})`);
    addVectors(sum, sum, addend, sum.length);
    return sum;
  };
  return sumInto(subtree, 0);
}

/**
 * Finishes the tree over V shards from the sums of its subtrees, for the elements [from, to) of every vector. Works in blocks, so it
 * may be called piece by piece as elements arrive; the bits do not depend on the pieces. Fastest where roots and `out` are from one
 * allocateVectors.
 * @param roots heap number -> sum of that subtree; together they cover every shard exactly once, else LockstepError "invariant". Inner sums
 *   are left in them: afterwards their elements [from, to) are of no use
 * @param out where elements [from, to) of the sum go; other memory than the roots
 */
export function combineRoots(V: number, roots: ReadonlyMap<number, Float32Array>, out: Float32Array, from: number, to: number): void {
  checkRoots(V, roots, out, from, to);
  const only = roots.get(1);
  if (only) {
    out.set(only.subarray(from, to), from);
    return;
  }
  const atATime = roots.size === 2 ? to - from : blockElements;
  for (let start = from; start < to; start += atATime) {
    const end = Math.min(start + atATime, to);
    addVectors(out.subarray(start, end), sumBlock(roots, 2, start, end), sumBlock(roots, 3, start, end), end - start);
  }
}

/** Leaves elements [start, end) of the sum over a node in its first root, of which they are returned. */
function sumBlock(roots: ReadonlyMap<number, Float32Array>, node: number, start: number, end: number): Float32Array {
  const root = roots.get(node);
  if (root) return root.subarray(start, end);
  const left = sumBlock(roots, 2 * node, start, end);
  addVectors(left, left, sumBlock(roots, 2 * node + 1, start, end), end - start);
  return left;
}

/** Throws unless the roots tile the tree and all vectors hold [from, to). */
function checkRoots(V: number, roots: ReadonlyMap<number, Float32Array>, out: Float32Array, from: number, to: number): void {
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= out.length)) {
    throw new LockstepError("invariant", `canonical sum: elements [${from}, ${to}) of a vector of ${out.length}`);
  }
  let used = 0;
  const visit = (subtree: Subtree): void => {
    const vector = roots.get(subtree.node);
    if (vector) {
      used++;
      if (vector.length < to)
        throw new LockstepError("invariant", `canonical sum: node ${subtree.node} has ${vector.length} elements; ${to} expected`);
      if (overlap(vector, out))
        throw new LockstepError("invariant", `canonical sum: the output lies in the memory of node ${subtree.node}`);
      return;
    }
    if (isLeaf(subtree))
      throw new LockstepError("invariant", `canonical sum: shard ${subtree.first} of ${V} is in none of the given subtrees`);
    for (const child of childrenOf(subtree)) visit(child);
  };
  visit(rootOf(V));
  if (used !== roots.size)
    throw new LockstepError(
      "invariant",
      `canonical sum: ${roots.size - used} of the given subtrees are not in the tree or lie inside another one`,
    );
}

function overlap(a: Float32Array, b: Float32Array): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function checkLength(vector: Float32Array, length: number, what: string): void {
  if (vector.length !== length)
    throw new LockstepError("invariant", `canonical sum: the vector of ${what} has ${vector.length} elements; ${length} expected`);
}
